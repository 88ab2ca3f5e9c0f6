"""The whole platform in one command: data, processes, both reports. See taskforce/demo."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.viewers import Viewer
from core import clock
from core.models import Job, JobState
from reports.actions import compile_report
from reports.models import Rendition, Report
from reports.renderers.pdf import ARCHIVE_COPY
from taskforce.demo.loading import QUARTER, SECRETARIAT, load_demo
from taskforce.demo.processes import Processes

PASSWORD = "demonstratie in 2023"  # noqa: S105  printed for everybody; the demonstration holds no secrets
OUTPUT = Path("demo-output")
LONGEST = 120
"""Seconds after which a compile that does not end is given up."""


class Command(BaseCommand):
    """Loads the demonstration, starts web, worker and beat, and compiles both reports. Ctrl-C ends everything."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when the reports are made")
        parser.add_argument("--port", type=int, default=8000, help="where the site listens, or the next free port")
        parser.add_argument("--output", type=Path, default=OUTPUT, help="folder for the reports")

    def handle(self, *args: Any, once: bool, port: int, output: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start the demonstration with `make demo`: it sets TASKFORCE_DEMO and the clock.")
        started = time.monotonic()
        call_command("migrate", verbosity=0)
        people = load_demo(PASSWORD)
        try:
            with Processes(port) as processes:
                files = [self._compile(report, output) for report in Report.objects.filter(quarter=QUARTER)]
                with suppress(KeyboardInterrupt):
                    self._tell(processes.address, people, files, time.monotonic() - started)
                    if not once:
                        processes.wait()
        except KeyboardInterrupt as interruption:
            raise CommandError("Stopped.", returncode=130) from interruption
        except RuntimeError as error:
            raise CommandError(str(error)) from error

    def _compile(self, report: Report, output: Path) -> Path:
        viewer = Viewer.for_user(User.objects.get(email=SECRETARIAT), clock.now())
        job = self._follow(compile_report(viewer, report))
        if job.state != JobState.DONE:
            raise CommandError(f"{report} was not compiled: {job.get_state_display()} {job.error}")
        made = Rendition.objects.get(version__job=job, format="pdf", copy=ARCHIVE_COPY)
        file = output / f"{report.audience}-{report.quarter}.pdf"
        output.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made.file.read())
        return file

    def _follow(self, job: Job) -> Job:
        give_up = time.monotonic() + LONGEST
        while job.is_active and time.monotonic() < give_up:
            time.sleep(0.1)
            job.refresh_from_db()
        return job

    def _tell(self, address: str, people: list[User], files: list[Path], seconds: float) -> None:
        self.stdout.write(f"\nThe site is at {address}\nSign in with the password: {PASSWORD}\n")
        for person in people:
            role = person.get_role_display() + (f" ({person.department})" if person.department else "")
            self.stdout.write(f"  {person.email:<28} {role}")
        for file in files:
            self.stdout.write(f"  {file}")
        self.stdout.write(f"Ready in {seconds:.1f} seconds.")
        self.stdout.flush()
