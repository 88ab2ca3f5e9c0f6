"""Tokens for machines: made under a name, known by their last use, ended when what protects their owner changes."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_removed
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import ApiToken, User

logger = logging.getLogger(__name__)

USE_IS_NOTED_EVERY = timedelta(minutes=5)


def valid_tokens(user: User) -> Any:
    """The tokens of a person that still work, each with its name and when it was last used (None: not known)."""
    rows = AuthToken.objects.filter(user=user, expiry__gt=timezone.now())
    return rows.annotate(name=F("label__name"), last_used=F("label__last_used"))


def make_token(user: User, *, name: str) -> str:
    """Make a token; what is returned is the only time that it can be read."""
    with transaction.atomic():
        row, token = AuthToken.objects.create(user)
        ApiToken.objects.create(token=row, name=name)
    logger.info("user %s made a token of the API", user.pk)
    return str(token)


def revoke_token(user: User, digest: str) -> None:
    """End one token of a person, if there is such a one."""
    ended, _rows = AuthToken.objects.filter(user=user, digest=digest).delete()
    if ended:
        logger.info("user %s revoked a token of the API", user.pk)


def note_use(token: AuthToken) -> None:
    """Remember that a token was used now, give or take USE_IS_NOTED_EVERY."""
    now = timezone.now()
    long_ago = Q(last_used=None) | Q(last_used__lt=now - USE_IS_NOTED_EVERY)
    ApiToken.objects.filter(long_ago, token=token).update(last_used=now)


def revoke_tokens(*, user: User, **signal: Any) -> None:
    """Take back every token of a person: whoever changes a password may fear that somebody else had it.

    The admin calls this itself, where allauth does not know of a change.
    """
    AuthToken.objects.filter(user=user).delete()


def connect() -> None:
    """Listen to allauth; called once, when the app is ready."""
    for signal in (password_changed, password_reset, password_set, authenticator_removed):
        signal.connect(revoke_tokens, dispatch_uid="revoke tokens")
