"""The log of production: one JSON object a line, with who, where and what failed, and no word of any row.

What may be said is listed here; all else stays out. Our own messages are told whole, since they name rows by id only.
Of what libraries say only the constant part is told, never what was filled in: that is where messages of the database
(the DETAIL of PostgreSQL names the values), addresses with their queries and arguments of tasks would get out. An error
is its class, the rule of the database that it broke, and where it passed; never its message, nor values on the way.

The standard library does this: what libraries for logs add is to tell more, and that would have to be taken away again.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import MappingProxyType, TracebackType
from typing import Any

# Loggers whose messages are told as they are: ours, with all below them, and those that tell of processes that start
# and end. What is below the latter is not trusted: _granian.callbacks tells errors with their message.
OURS = ("accounts", "core", "timeline", "reports", "taskforce")
TRUSTED = frozenset({"celery.apps.worker", "celery.beat", "_granian"})

_facts: ContextVar[Mapping[str, object]] = ContextVar("facts of the log", default=MappingProxyType({}))


@contextmanager
def facts(**told: object) -> Iterator[None]:
    """Have every line that is logged inside the block carry these facts: ids and names of routes, never words."""
    token = _facts.set({**_facts.get(), **told})
    try:
        yield
    finally:
        _facts.reset(token)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; see this module for what is left out of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without line breaks whatever is in the record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
            **_facts.get(),
        }
        if is_ours(record):
            line |= getattr(record, "facts", {})
        else:
            line["at"] = f"{_short(record.pathname)}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["errors"] = [_told(each) for each in _chain(error)]
        return json.dumps(line, default=str)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether our own code logged this."""
    return record.name.partition(".")[0] in OURS


def _event(record: logging.LogRecord) -> str:
    if is_ours(record) or record.name in TRUSTED:
        return record.getMessage()
    # Without arguments nobody can tell a constant from a text that was filled in before: its place in the code says it.
    return str(record.msg) if record.args else "(not told)"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that led to it."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _told(error: BaseException) -> dict[str, object]:
    kind = type(error)
    told: dict[str, object] = {
        "type": f"{kind.__module__}.{kind.__qualname__}",
        "frames": [
            f"{_short(frame.f_code.co_filename)}:{number} {frame.f_code.co_name}"
            for frame, number in walk_tb(error.__traceback__)
        ],
    }
    # What psycopg knows of an error of the database; names of the schema, never values.
    diagnosis: Any = getattr(error, "diag", None)
    if diagnosis is not None:
        told["sqlstate"] = getattr(error, "sqlstate", None)
        told["constraint"] = diagnosis.constraint_name
    return told


def _short(path: str) -> str:
    """The last parts of a path: which module it is, not where the machine keeps it."""
    return "/".join(Path(path).parts[-3:])


def catch_the_rest() -> None:
    """Have errors that end a process or a thread told as lines too, instead of as tracebacks with their message."""
    logger = logging.getLogger("taskforce.uncaught")

    def at_the_top(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        logger.critical("this process ends", exc_info=(kind, error, traceback))

    def in_a_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            logger.critical("a thread ended", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    def nowhere(args: Any) -> None:
        if args.exc_value is not None:
            logger.error("an error nobody could catch", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook = at_the_top
    threading.excepthook = in_a_thread
    sys.unraisablehook = nowhere
