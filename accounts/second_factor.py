"""Whether somebody still has to set up a second factor: one question for pages and for tokens."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from accounts.models import User


def is_missing(user: User) -> bool:
    """Whether one is needed here (SECOND_FACTOR_REQUIRED) and this person has none."""
    return settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(user, [Authenticator.Type.TOTP])
