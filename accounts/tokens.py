"""Tokens for machines end when what protects their owner's account changes."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_removed
from knox.models import AuthToken

from accounts.models import User


def revoke_tokens(*, user: User, **signal: Any) -> None:
    """Take back every token of a person: whoever changes a password may fear that somebody else had it."""
    AuthToken.objects.filter(user=user).delete()


def connect() -> None:
    """Listen to allauth; called once, when the app is ready."""
    for signal in (password_changed, password_reset, password_set, authenticator_removed):
        signal.connect(revoke_tokens, dispatch_uid="revoke tokens")
