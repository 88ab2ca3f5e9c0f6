"""Who calls: a machine by its token (Bearer), or a person by the session of the website."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import second_factor
from accounts.tokens import note_use


class BearerAuthentication(TokenAuthentication):
    """A token that somebody made on the page “API tokens”: kept as a hash, valid until its day."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """The person whose token this is; raises AuthenticationFailed for what is no valid token."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        found: tuple[Any, Any] = super().authenticate_credentials(token)
        if second_factor.is_missing(found[0]):
            raise AuthenticationFailed(_("Set up your second factor on the website first, then ask again."))
        note_use(found[1])
        return found
