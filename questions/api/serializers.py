"""What the API says about question sets. Names of fields are those of the models."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import NamedChoiceField
from core.api.placing import VisibilitySerializer
from core.api.serializers import CamelSerializer
from questions.models import Group, LetterSection, Purpose, QuestionSet, SetState

FROM_THE_LETTER = "The quote is from the letter; the rest is the first version of the set that comes with the platform."
SET: dict[str, Any] = {
    "id": "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c003",
    "links": {"self": "/api/v1/question-sets/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c003"},
    "purpose": "assessment",
    "series": "beoordeling",
    "version": 1,
    "state": "adopted",
    "basedOnVersion": None,
    "note": "Eerste versie.",
    "adoptedAt": "2023-10-02T09:00:00+02:00",
    "classification": "public",
    "compartment": None,
    "ground": "",
    "publishedAt": "2023-10-02T09:00:00+02:00",
    "createdAt": "2023-10-02T09:00:00+02:00",
    "updatedAt": "2023-10-02T09:00:00+02:00",
}
QUESTION: dict[str, Any] = {
    "id": "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c004",
    "key": "substitution",
    "group": "risk",
    "textNl": "In hoeverre kan een vergelijkbaar product het op tijd vervangen?",
    "textEn": "To what extent can a comparable product replace it in time?",
    "helpNl": "Op tijd is: voordat het publieke belang schade lijdt. Hoe minder vervangbaar, hoe hoger het niveau.",
    "helpEn": "In time is: before the public interest is harmed. The less replaceable, the higher the level.",
    "levelsNl": ["volledig", "ruim", "deels", "nauwelijks", "niet"],
    "levelsEn": ["fully", "amply", "partly", "hardly", "not at all"],
    "quote": "de mogelijkheid tot tijdige substitutie door een vergelijkbaar product",
    "sourceSection": "1.2",
}


class QuestionSetLinksSerializer(CamelSerializer):
    """Addresses that belong to a question set."""

    self = serializers.CharField()


class QuestionSerializer(CamelSerializer):
    """One question of a set."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="Short name, which the question keeps in every version.")
    group = NamedChoiceField(Group, help_text="What it helps to judge (section 1.1 of the letter).")
    text_nl = serializers.CharField(help_text="The question in Dutch.")
    text_en = serializers.CharField(help_text="The question in English.")
    help_nl = serializers.CharField(help_text="Explanation in Dutch.")
    help_en = serializers.CharField(help_text="Explanation in English.")
    levels_nl = serializers.ListField(
        child=serializers.CharField(), help_text="Five answers in Dutch, from 1, the lightest, to 5, the most serious."
    )
    levels_en = serializers.ListField(child=serializers.CharField(), help_text="The same five answers in English.")
    quote = serializers.CharField(help_text="Words of the letter, in Dutch; empty where it does not come from there.")
    source_section = serializers.ChoiceField(
        LetterSection.choices, allow_blank=True, help_text="Section of the letter in which the quote stands."
    )


@extend_schema_serializer(
    examples=[OpenApiExample("The first version", description="Comes with the platform.", value=SET)]
)
class QuestionSetSummarySerializer(VisibilitySerializer):
    """One version of a series of questions, without its questions."""

    id = serializers.UUIDField()
    links = serializers.SerializerMethodField(method_name="links_of")
    purpose = serializers.ChoiceField(Purpose.choices, help_text="What it is asked for.")
    series = serializers.CharField(help_text="Short name that all versions share.")
    version = serializers.IntegerField()
    state = serializers.ChoiceField(SetState.choices, help_text="What was adopted never changes any more.")
    based_on_version = serializers.IntegerField(
        source="based_on", allow_null=True, help_text="The version that it began as a copy of."
    )
    note = serializers.CharField(help_text="What this version changes, and why.")
    adopted_at = serializers.DateTimeField(allow_null=True, help_text="Since when it holds.")

    @extend_schema_field(QuestionSetLinksSerializer)
    def links_of(self, question_set: QuestionSet) -> dict[str, str]:
        """Where the set with its questions is."""
        return {"self": reverse("api-question-set", args=[question_set.pk])}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One question of the first version", description=FROM_THE_LETTER, value=SET | {"questions": [QUESTION]}
        )
    ]
)
class QuestionSetSerializer(QuestionSetSummarySerializer):
    """One version of a series of questions, with its questions in order."""

    questions = QuestionSerializer(many=True)
