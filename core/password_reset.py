"""A new password: asked for by whoever fills in an address, made possible by a link in a mail.

The answer takes as long for an address that nobody has: a row is written and carried to a worker all the same, and
holds nobody. The token in the link is made when the mail is sent, and stored nowhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import allauth.account.forms
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

import accounts.adapter
from accounts.models import User
from accounts.viewers import Viewer
from core.mails import Kind, register, send_soon
from core.models import Mail, MailState

PASSWORD_RESET = "password-reset"  # noqa: S105  the name of a mail


class ResetPasswordForm(allauth.account.forms.ResetPasswordForm):
    """Asks for the address; whether anybody has it shows in nothing that happens next."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Post the mail, to somebody or to nobody; returns the address."""
        person = next(iter(self.users), None)
        with transaction.atomic():
            send_soon(
                Mail.objects.create(
                    template=PASSWORD_RESET,
                    recipient=person,
                    state=MailState.DROPPED if person is None else MailState.WAITING,
                    dedupe_key=f"{PASSWORD_RESET}:{uuid4()}",
                )
            )
        return str(self.cleaned_data["email"])


class AccountAdapter(accounts.adapter.AccountAdapter):
    """Signing in as everywhere else, but no mail goes out past the outbox."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: raises NotImplementedError for a mail of allauth's that was not made a kind of mail of ours."""
        raise NotImplementedError(f"{template_prefix} is no mail of this site: give it a kind (core.mails)")


def address(viewer: Viewer, person: User, row: Any) -> str:
    """The page where the password is chosen, with a token of this moment; it works once and for a few days."""
    token = allauth.account.forms.default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token})


# Whoever waited longer has asked again, or has thought better of it.
register(Kind(PASSWORD_RESET, address, lifetime=timedelta(hours=1)))
