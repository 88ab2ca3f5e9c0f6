"""What a list of the timeline may be asked for: each parameter narrows the rows as the filter of the page does."""

from __future__ import annotations

from rest_framework import serializers

from core.api.fields import ClassificationField, MomentField, QuarterField, Text
from core.api.names import any_department_field, any_focus_area_field
from core.api.queries import CLASSIFIED, WORDS, Narrow, sort_field
from core.api.serializers import PageQuerySerializer
from core.filters import LONGEST_SEARCH
from timeline import sorting
from timeline.models import ActivityState, CommitmentKind, CoreTask


class ActivityQuerySerializer(PageQuerySerializer):
    """Which activities, in which order."""

    quarter = QuarterField(required=False, help_text="Planned in this quarter now.")
    state = serializers.ListField(
        child=serializers.ChoiceField(ActivityState.choices), required=False, help_text="In one of these states."
    )
    core_task = serializers.ChoiceField(CoreTask.choices, required=False, help_text="For this core task.")
    focus_area = any_focus_area_field(required=False)
    lead = any_department_field(required=False)
    led_by_secretariat = serializers.BooleanField(required=False, help_text="Whether the secretariat leads it.")
    moved = serializers.BooleanField(required=False, help_text="Whether it left the quarter it was first planned in.")
    classification = ClassificationField(required=False, help_text="Of this classification.")
    updated_since = MomentField(required=False, help_text="Changed at this moment or later.")
    q = Text(
        max_length=LONGEST_SEARCH,
        required=False,
        help_text="Words that all occur in the title, the description or what it yielded.",
    )
    sort = sort_field(sorting.ACTIVITIES, default="quarter")


class CommitmentQuerySerializer(PageQuerySerializer):
    """Which commitments, in which order."""

    kind = serializers.ChoiceField(CommitmentKind.choices, required=False, help_text="A promise or a motion.")
    settled = serializers.BooleanField(required=False, help_text="Whether a source has settled it.")
    department = any_department_field(required=False)
    classification = ClassificationField(required=False, help_text="Of this classification.")
    updated_since = MomentField(required=False, help_text="Changed at this moment or later.")
    q = Text(
        max_length=LONGEST_SEARCH,
        required=False,
        help_text="Words that all occur in what was promised or asked, or in the office.",
    )
    sort = sort_field(sorting.COMMITMENTS, default="due_on")


# One parameter each: how it narrows the rows.
ACTIVITIES: dict[str, Narrow] = (
    CLASSIFIED
    | WORDS
    | {
        "quarter": lambda rows, quarter: rows.filter(quarter=quarter),
        "state": lambda rows, states: rows.filter(state__in=states),
        "core_task": lambda rows, task: rows.filter(core_task=task),
        "focus_area": lambda rows, area: rows.about(area),
        "lead": lambda rows, department: rows.led_by(department.abbreviation),
        "led_by_secretariat": lambda rows, does: rows.filter(led_by_secretariat=does),
        "moved": lambda rows, moved: rows.moved() if moved else rows.stayed(),
    }
)
COMMITMENTS: dict[str, Narrow] = (
    CLASSIFIED
    | WORDS
    | {
        "kind": lambda rows, kind: rows.filter(kind=kind),
        "settled": lambda rows, settled: rows.settled() if settled else rows.open(),
        "department": lambda rows, department: rows.for_department(department.abbreviation),
    }
)
