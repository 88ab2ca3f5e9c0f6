"""How far a row travels, as the API says it and takes it."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from accounts.classification import Classification, Ground
from core.api.fields import ClassificationField, Text
from core.api.names import compartment_field
from core.api.serializers import CamelSerializer
from core.classifying import LONGEST_REASON

GROUND = "Why it is not public. What is departmental needs one."


class VisibilitySerializer(CamelSerializer):
    """How far a row travels."""

    classification = ClassificationField()
    compartment = serializers.CharField(
        source="compartment.name", default=None, allow_null=True, help_text="The compartment, if any."
    )
    ground = serializers.ChoiceField(Ground.choices, allow_blank=True, help_text="Why it is not public.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="Since when everybody may see it.")
    created_at = serializers.DateTimeField(source="created")
    updated_at = serializers.DateTimeField(source="updated")


class PlacedSerializer(CamelSerializer):
    """How far a new row may travel."""

    classification = ClassificationField(required=False, default=Classification.INTERNAL)
    compartment = compartment_field(required=False, allow_null=True, default=None)
    ground = serializers.ChoiceField(Ground.choices, required=False, allow_blank=True, default="", help_text=GROUND)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "More confidential",
            description="Fictitious.",
            value={
                "classification": "departmental",
                "ground": "international-relations",
                "reason": "Gaat over een gesprek dat nog loopt.",
            },
        )
    ]
)
class ReclassificationSerializer(CamelSerializer):
    """How far a row may travel from now on. What is left out becomes empty."""

    classification = ClassificationField()
    compartment = compartment_field(required=False, allow_null=True, default=None)
    ground = serializers.ChoiceField(Ground.choices, required=False, allow_blank=True, default="", help_text=GROUND)
    reason = Text(max_length=LONGEST_REASON, help_text="Why this changes; kept in the history of the row.")
