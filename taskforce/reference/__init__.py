"""What every installation begins with: departments and focus areas, in files beside this one."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from accounts.models import Department
from core.models import FocusArea

FOLDER = Path(__file__).parent


@transaction.atomic
def load_reference() -> None:
    """Add the departments and focus areas that are not there yet; what is there stays as it is."""
    for facts in tomllib.loads((FOLDER / "departments.toml").read_text())["departments"]:
        Department.objects.get_or_create(abbreviation=facts["abbreviation"], defaults=facts)
    for order, facts in enumerate(tomllib.loads((FOLDER / "focus_areas.toml").read_text())["focus_areas"]):
        FocusArea.objects.get_or_create(slug=facts["slug"], defaults=facts | {"order": order})
