"""What the API says about commitments and takes of them. Names of fields are those of the models and actions."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import Text
from core.api.names import department_field
from core.api.placing import PlacedSerializer, VisibilitySerializer
from core.api.serializers import CamelSerializer
from core.limits import limit
from core.models import Source
from timeline.models import Commitment, CommitmentKind


def source_of(commitment: Commitment) -> Source | None:
    """Where it was made; None where the viewer for whom the commitment was loaded does not see the source."""
    return getattr(commitment, "source", None)


class CommitmentLinksSerializer(CamelSerializer):
    """Addresses that belong to a commitment."""

    self = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A motion",
            description="The motion that the letter settles; the rest is fictitious.",
            value={
                "id": "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c002",
                "links": {"self": "/api/v1/commitments/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c002"},
                "kind": "motion",
                "text": "Motie van het lid Kuzu (DENK)",
                "madeOn": None,
                "source": "Kamerstuk 36 200 V, nr. 50",
                "sourceLocator": "",
                "sourceUrl": "https://zoek.officielebekendmakingen.nl/kst-36200-V-50.html",
                "officeholder": "",
                "department": "BZ",
                "dueOn": None,
                "settled": False,
                "settledBy": None,
                "settledLocator": "",
                "settledByUrl": "",
                "settledOn": None,
                "classification": "public",
                "compartment": None,
                "ground": "",
                "publishedAt": "2023-10-02T09:00:00+02:00",
                "createdAt": "2023-09-25T09:00:00+02:00",
                "updatedAt": "2023-10-02T09:00:00+02:00",
            },
        )
    ]
)
class CommitmentSerializer(VisibilitySerializer):
    """A promise to the House or a motion that it carried. A source that is not meant for you is null."""

    id = serializers.UUIDField()
    links = serializers.SerializerMethodField(method_name="links_of")
    kind = serializers.ChoiceField(CommitmentKind.choices)
    text = serializers.CharField()
    made_on = serializers.DateField(allow_null=True)
    source = serializers.CharField(  # type: ignore[assignment]
        source="source.citation", default=None, allow_null=True, help_text="Where it was made, as it is cited."
    )
    source_locator = serializers.SerializerMethodField(method_name="place", help_text="The place in the source.")
    source_url = serializers.SerializerMethodField(method_name="address", help_text="The source on the web.")
    officeholder = serializers.CharField(help_text="Office of who made the promise.")
    department = serializers.CharField(
        source="department.abbreviation", default=None, allow_null=True, help_text="Department that has to settle it."
    )
    due_on = serializers.DateField(allow_null=True)
    settled = serializers.BooleanField(source="is_settled")
    settled_by = serializers.CharField(
        source="settled_by.citation", default=None, allow_null=True, help_text="The source that settled it."
    )
    settled_locator = serializers.SerializerMethodField(method_name="settled_place", help_text="The paragraph in it.")
    settled_by_url = serializers.CharField(source="settled_by.url", default="", help_text="That source on the web.")
    settled_on = serializers.DateField(allow_null=True)

    @extend_schema_field(CommitmentLinksSerializer)
    def links_of(self, commitment: Commitment) -> dict[str, str]:
        """Where the commitment is."""
        return {"self": reverse("api-commitment", args=[commitment.pk])}

    def place(self, commitment: Commitment) -> str:
        """The place in the source, for who sees the source."""
        return commitment.source_locator if source_of(commitment) else ""

    def address(self, commitment: Commitment) -> str:
        """Where the source is on the web, for who sees the source."""
        source = source_of(commitment)
        return source.url if source else ""

    def settled_place(self, commitment: Commitment) -> str:
        """The paragraph in the source that settled it, for who sees that source."""
        return commitment.settled_locator if commitment.settled_by else ""


class CommitmentFactsSerializer(CamelSerializer):
    """What was promised or asked."""

    kind = serializers.ChoiceField(CommitmentKind.choices)
    text = Text(max_length=limit(Commitment, "text"))
    source = Text(max_length=limit(Source, "citation"), help_text="A citation, such as “Kamerstuk 35 982, nr. 9”.")  # type: ignore[assignment]
    source_locator = Text(max_length=limit(Commitment, "source_locator"), allow_blank=True, required=False, default="")
    made_on = serializers.DateField(allow_null=True, required=False, default=None)
    officeholder = Text(max_length=limit(Commitment, "officeholder"), allow_blank=True, required=False, default="")
    department = department_field(allow_null=True, required=False, default=None)
    due_on = serializers.DateField(allow_null=True, required=False, default=None)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A motion",
            description="The motion that the letter settles.",
            value={
                "kind": "motion",
                "text": "Motie van het lid Kuzu (DENK)",
                "source": "Kamerstuk 36 200 V, nr. 50",
                "classification": "public",
            },
        )
    ]
)
class NewCommitmentSerializer(CommitmentFactsSerializer, PlacedSerializer):
    """A new commitment."""


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Settled by a letter",
            description="The paper is cited in the letter (footnote 2); that it settles something is fictitious.",
            value={"settledBy": "Kamerstuk 35 982, nr. 9", "settledLocator": "par. 2", "settledOn": "2023-12-01"},
        )
    ]
)
class SettlementSerializer(CamelSerializer):
    """What settled a commitment."""

    settled_by = Text(max_length=limit(Source, "citation"), help_text="A citation, such as “Kamerstuk 35 982, nr. 9”.")
    settled_locator = Text(
        max_length=limit(Commitment, "settled_locator"), allow_blank=True, required=False, default=""
    )
    settled_on = serializers.DateField(allow_null=True, required=False, default=None)
