"""Where the embedded servers of a project folder keep their things, and as whom they run."""

import os
import pwd
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from taskforce.services.errors import ServiceError

# PostgreSQL refuses to run as root, and root's project often stands in a folder that only root may enter. Not below
# /var/tmp: systems that sweep it by age take single files out of a database; and others than root may write there.
ROOTS_FOLDER = Path("/var/lib/taskforce")
ROOTS_SERVER_ACCOUNT = "nobody"

# Not tempfile.gettempdir(): a socket's path has room for about 100 bytes, and two runs with another TMPDIR must meet.
SOCKETS_PARENT = Path("/tmp")  # noqa: S108 -- private_folder() checks what it finds there


@dataclass(frozen=True)
class Home:
    """Where the servers of one project live: their data, logs and locks, and the ids they run under."""

    state: Path
    uid: int
    gid: int
    as_other_account: bool

    @classmethod
    def of(cls, project: Path) -> "Home":
        """Find the home of a project: `.run/` in its folder, or for root a folder of its own under /var/lib/taskforce.

        Raises ServiceError where the folder cannot be made.
        """
        try:
            if os.getuid() == 0:
                account = pwd.getpwnam(ROOTS_SERVER_ACCOUNT)
                state = ROOTS_FOLDER / _fingerprint(str(project.resolve()))
                _make_passable(ROOTS_FOLDER)
                _make_passable(state)
                return cls(state, account.pw_uid, account.pw_gid, as_other_account=True)
            state = project / ".run"
            state.mkdir(exist_ok=True)
        except (OSError, KeyError) as error:
            raise ServiceError(f"No place for the embedded servers of {project}: {error}.") from error
        # Without links, as the system reports the folder that a server runs in.
        return cls(state.resolve(), os.getuid(), os.getgid(), as_other_account=False)

    def sockets_of(self, folder: Path) -> Path:
        """The path of the private folder for the sockets of the server that lives in `folder`; short at all times."""
        return SOCKETS_PARENT / f"taskforce-{_fingerprint(f'{self.uid}:{folder}')}"

    def make_private(self, folder: Path) -> None:
        """Make a folder that only the servers' account can enter, or accept it as it is.

        Raises ServiceError where something else stands at that path: a link, another's folder, an open one.
        """
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        if not self.is_private(folder):
            raise ServiceError(f"{folder} is not a private folder of the servers' account. Remove it and try again.")

    def is_private(self, folder: Path) -> bool:
        """Whether this is a real folder (not a link) that the servers' account owns and nobody else may enter."""
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == self.uid and stat.S_IMODE(found.st_mode) & 0o077 == 0

    def wheel(self, name: str, *parts: str) -> Path:
        """The folder that holds the named parts of an installed wheel, where the servers' account can run them.

        That is where the wheel is installed, or for root a copy of it: the virtual environment may be closed to others.
        Raises ServiceError where the wheel is not installed.
        """
        try:
            found = distribution(name)
        except PackageNotFoundError as error:
            raise ServiceError(f"The wheel {name} is not installed: run 'make setup'.") from error
        return _copied(found, parts) if self.as_other_account else Path(str(found.locate_file("")))


def _fingerprint(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


def _make_passable(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
        folder.chmod(0o755)  # whatever root's umask is; a folder that was there keeps its mode


def _copied(wheel: Distribution, parts: tuple[str, ...]) -> Path:
    programs = ROOTS_FOLDER / "programs"
    target = programs / f"{wheel.name}-{wheel.version}"
    if target.exists():
        return target
    _make_passable(programs)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=programs))
    for part in parts:
        shutil.copytree(str(wheel.locate_file(part)), fresh / part, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    with suppress(OSError):  # another project's run was first: its copy is as good
        fresh.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)
    return target
