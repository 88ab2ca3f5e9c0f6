"""What an action says when it refuses: words for people, shown alike by a form, the API and a command."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


class DomainError(Exception):
    """A rule of the domain forbids this. `field` names the fact that is wrong; empty where it is the whole."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class OutOfOrderError(DomainError):
    """The installation cannot do this now, as with a full disk: no other facts would help, operators must."""


class NotAllowedError(Exception):
    """This viewer may see the row but not do this to it. No rule of the domain: no other facts would make it right."""

    def __init__(self) -> None:
        self.message = _("You may see this, but not change it.")
        super().__init__(self.message)


class ConflictError(DomainError):
    """Somebody else changed the row since it was opened; `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else changed this after you opened it. Nothing of yours was saved yet."))
        self.current = current
