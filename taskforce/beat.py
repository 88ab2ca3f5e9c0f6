"""Beat that always starts: when things were called last is worth less than that they are called."""

from __future__ import annotations

import shelve
from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own, but for a file that was half written: celery sees some of those, and does not start with others."""

    def _open_schedule(self) -> Any:
        """Read all of it before it is used. Whatever that raises, celery removes the file and asks again."""
        with shelve.open(self.schedule_filename) as kept:  # noqa: S301  our own file, in a folder of our own
            dict(kept)
        return super()._open_schedule()
