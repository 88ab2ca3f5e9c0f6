"""What the list of question sets can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.filters import ClassifiedFilters
from questions.models import SetState


class QuestionSetFilters(ClassifiedFilters):
    """Filters of the list of versions."""

    state = filters.ChoiceFilter(label=_("State"), empty_label=_("All"), choices=SetState.choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.form.order_fields(("state", "classification", "changed_since"))
