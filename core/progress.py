"""How a job stands, in words for a page: its steps, which one it is at, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass

from core.jobs import KINDS
from core.models import Job, JobState


@dataclass(frozen=True)
class Step:
    """A step of long work; `state` is done, current or todo."""

    label: str
    state: str


@dataclass(frozen=True)
class Progress:
    """A job as a page shows it. `number` counts the current step from 1, and is 0 while it waits for a worker."""

    job: Job
    title: str
    steps: tuple[Step, ...]
    number: int
    result_url: str

    @property
    def current(self) -> str:
        """The label of the step it is at."""
        return self.steps[self.number - 1].label if self.number else ""


def progress_of(job: Job) -> Progress:
    """How a job stands now."""
    kind = KINDS[job.kind]
    keys = [key for key, _label in kind.steps]
    number = keys.index(job.step) + 1 if job.step in keys else 0
    if job.state == JobState.DONE:
        number = len(keys) + 1
    steps = tuple(
        Step(str(label), "done" if place < number else "current" if place == number else "todo")
        for place, (_key, label) in enumerate(kind.steps, start=1)
    )
    return Progress(job, str(kind.title), steps, min(number, len(keys)), kind.result_url(job.args))
