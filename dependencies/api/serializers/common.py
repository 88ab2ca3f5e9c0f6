"""What dependencies and series of figures share in the API: who keeps them, and when they are looked at."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from core.api.fields import NameField
from core.api.serializers import CamelSerializer

OWNER = "E-mail address of who keeps it up to date; told to staff only."


def owner_field(**kwargs: Any) -> NameField:
    """A member of staff by e-mail address."""
    return NameField("email", _staff, help_text=OWNER, **kwargs)


def _staff(context: dict[str, Any]) -> Any:
    return User.objects.filter(is_active=True) if context["viewer"].is_staff else User.objects.none()


class KeptSerializer(CamelSerializer):
    """Who keeps a row up to date, and when it was and will be looked at."""

    owner = serializers.SerializerMethodField(method_name="who_keeps_it", help_text=OWNER)
    look_again_on = serializers.DateField(allow_null=True, help_text="The day of the next look.")
    looked_at_on = serializers.DateField(allow_null=True, help_text="When it was last looked at, and not changed.")

    def who_keeps_it(self, row: Any) -> str | None:
        """The address of its owner, for staff."""
        if not self.context["viewer"].is_staff or row.owner is None:
            return None
        return str(row.owner.email)


class KeepingSerializer(CamelSerializer):
    """Who keeps a row up to date, and when it is looked at again."""

    owner = owner_field(required=False, allow_null=True, default=None)
    look_again_on = serializers.DateField(allow_null=True, required=False, default=None)
