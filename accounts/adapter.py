"""How allauth fits here: nobody signs up, and what is wrong is said in our words."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Staff are added by an administrator. A wrong password and an unknown address get the same answer."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and password do not belong together. Check both."),
        "enter_current_password": _("This is not your current password. Fill it in again."),
        "incorrect_password": _("This is not your password. Fill it in again."),
        "too_many_login_attempts": _("Somebody tried to sign in too often. Wait five minutes and try again."),
        "rate_limited": _("You do this too often. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False
