"""A form of the site in production, filled in once and sent as often as a test likes."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tests.running import HOST, Web

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Form:
    """What a browser would send of the form on a page, with this typed in it."""

    def __init__(self, web: Web, page: str, address: str = "", **typed: str) -> None:
        status, body, headers = web.ask("GET", page, {})
        assert status == 200, status
        self._web = Web(web.port)
        self._address = address or page
        self._body = urlencode(dict(HIDDEN.findall(body)) | typed)
        cookies = [headers["Set-Cookie"].split(";")[0]]
        if web.cookie:
            cookies.append(f"__Host-sessionid={web.cookie}")
        self._headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(cookies),
        }

    def send(self) -> int:
        """Send it; gives the status of the answer."""
        return self._web.ask("POST", self._address, self._headers, self._body)[0]
