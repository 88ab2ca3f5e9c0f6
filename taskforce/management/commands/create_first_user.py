"""The first user of a new installation: an administrator, who then adds the others on the site."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.viewers import Viewer
from core import clock
from core.password_reset import address


class Command(BaseCommand):
    """Adds an administrator in the secretariat and prints a link, good for once, with which to choose a password."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="with which this person signs in")
        parser.add_argument("name")
        parser.add_argument("--another", action="store_true", help="also where there is an administrator already")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, another: bool, **options: Any) -> None:
        if User.objects.filter(is_superuser=True).exists() and not another:
            raise CommandError("There is an administrator already. Add others on the site, or say --another.")
        try:
            person = User.objects.create_superuser(email.lower(), name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        path = address(Viewer.for_user(person, clock.now()), person, None)
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
        self.stdout.write(
            f"Within {days} days, choose a password at this address. It works once:\n{settings.SITE_URL}{path}"
        )
