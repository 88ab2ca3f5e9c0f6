"""`manage.py verify_publications`: is what was published still, byte for byte, what was approved."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Publication
from reports.verifying import faults_of


class Command(BaseCommand):
    """Computes the SHA-256 of every published file and of every published document, and compares it with its row.

    Nothing is rendered again. A line for each thing that differs or cannot be read, and then exit code 1; withdrawn
    publications are looked at too, since nothing of them was thrown away.
    """

    help = "Compare the files and documents of all publications with the SHA-256 that was approved."

    def handle(self, *args: Any, **options: Any) -> None:
        count = faulty = 0
        publications = Publication.objects.order_by("at").select_related("version__report")
        for publication in publications.iterator():
            version = publication.version
            count += 1
            faults = faults_of(version)
            faulty += bool(faults)
            for fault in faults:
                name = f"{version.report.audience} {version.report.quarter} version {version.number}"
                self.stdout.write(f"{name}: {fault.thing} {fault.problem}")
        if faulty:
            raise CommandError(f"{faulty} of {count} publications are not as they were approved.")
        self.stdout.write(f"{count} publications are as they were approved (files and documents, by SHA-256).")
