"""A mail server for tests that speaks SMTP: keeps what it is given, and answers as the test says."""

from __future__ import annotations

import asyncio
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"


class MailServer:
    """Listens on a port of its own between `start` and `stop`.

    `answers` are what it says to the next mails, in order; without any it accepts. `wait` as an answer keeps the sender
    waiting until the test sets `go_on`.
    """

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.answers: list[str] = []
        self.refused: set[str] = set()
        self.got: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.go_on = threading.Event()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self.go_on.set()
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    @property
    def environment(self) -> dict[str, str]:
        """What a worker is told, so that it sends its mail here."""
        return {"TASKFORCE_EMAIL_HOST": "127.0.0.1", "TASKFORCE_EMAIL_PORT": str(self.port)}

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else ACCEPTED
        if answer == "wait" or answer.startswith("2"):
            self.got.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients.extend(envelope.rcpt_tos)
        if answer == "wait":
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait)
            answer = ACCEPTED
        return answer
