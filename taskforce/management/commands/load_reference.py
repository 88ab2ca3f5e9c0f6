from django.core.management.base import BaseCommand

from taskforce.reference import load_reference


class Command(BaseCommand):
    """Adds the departments, focus areas and questions that all begin with; run again, it changes nothing."""

    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        load_reference()
