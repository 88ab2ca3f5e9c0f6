"""What the list of question sets may be asked for."""

from __future__ import annotations

from rest_framework import serializers

from core.api.fields import ClassificationField, MomentField, Text
from core.api.queries import CLASSIFIED, Narrow, sort_field
from core.api.serializers import PageQuerySerializer
from core.limits import limit
from questions import sorting
from questions.models import QuestionSet, SetState


class QuestionSetQuerySerializer(PageQuerySerializer):
    """Which versions, in which order."""

    series = Text(
        max_length=limit(QuestionSet, "series"), required=False, help_text="Of the series of this short name."
    )
    state = serializers.ChoiceField(SetState.choices, required=False, help_text="A draft, or adopted.")
    classification = ClassificationField(required=False, help_text="Of this classification.")
    updated_since = MomentField(required=False, help_text="Changed at this moment or later.")
    sort = sort_field(sorting.SETS, default="-version")


SETS: dict[str, Narrow] = CLASSIFIED | {
    "series": lambda rows, series: rows.filter(series=series),
    "state": lambda rows, state: rows.filter(state=state),
}
