"""What the API says about dependencies and takes of them. Names of fields are those of the models and actions."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import DistinctListField, NamedChoiceField, Text
from core.api.names import department_field, focus_area_field
from core.api.placing import PlacedSerializer, VisibilitySerializer
from core.api.serializers import CamelSerializer
from core.limits import limit
from core.models import Source
from dependencies.api.serializers.common import KeepingSerializer, KeptSerializer
from dependencies.models import (
    Basis,
    Dependency,
    DependencyCitation,
    DependencyInterest,
    Priority,
    Scope,
    Stage,
    StageBasis,
    Subject,
    Treatment,
)

MOST_NAMED = 50
"""How many of one kind (codes, interests, departments) a dependency may name."""
GOODS_CODES = "Codes of goods: six digits of the HS 2022, or eight of the CN."
FACTS = {
    "title": "Difosforpentaoxide",
    "description": "Grondstof voor de productie van fosfaatkunstmest.",
    "subject": "product",
    "bases": ["import"],
    "scope": "NL",
    "madeInInternalMarket": None,
    "focusArea": "food-security",
    "goodsCodes": ["280910"],
    "publicInterests": ["Voedselzekerheid"],
    "vitalProcesses": [],
    "leadDepartment": "LNV",
    "involved": [],
    "priority": None,
    "priorityReason": "",
    "owner": None,
    "lookAgainOn": None,
}
FROM_THE_LETTER = "Text box 2 of the letter; keys and times are fictitious."
PK = "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c003"


class DependencyLinksSerializer(CamelSerializer):
    """Addresses that belong to a dependency."""

    self = serializers.CharField()
    figure_series = serializers.CharField()
    citations = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A dependency",
            description=FROM_THE_LETTER,
            value={
                "id": PK,
                "links": {
                    "self": f"/api/v1/dependencies/{PK}",
                    "figureSeries": f"/api/v1/dependencies/{PK}/figure-series",
                    "citations": f"/api/v1/dependencies/{PK}/citations",
                },
                "code": "SA-7K3F",
                **FACTS,
                "lookedAtOn": None,
                "stage": "signal",
                "stageBasis": "provisional",
                "treatment": "none",
                "classification": "public",
                "compartment": None,
                "ground": "",
                "publishedAt": "2023-12-04T09:00:00+01:00",
                "createdAt": "2023-12-04T09:00:00+01:00",
                "updatedAt": "2023-12-04T09:00:00+01:00",
            },
        )
    ]
)
class DependencySerializer(KeptSerializer, VisibilitySerializer):
    """That we depend on others for a product, a service or a technology."""

    id = serializers.UUIDField()
    links = serializers.SerializerMethodField(method_name="links_of")
    code = serializers.CharField(help_text="Its name for people, drawn at random.")
    title = serializers.CharField()
    description = serializers.CharField()
    subject = serializers.ChoiceField(Subject.choices)
    bases = serializers.SerializerMethodField(method_name="names_of_bases", help_text="How it came about.")
    scope = serializers.ChoiceField(Scope.choices, help_text="Of whom it is a dependency.")
    made_in_internal_market = serializers.BooleanField(
        allow_null=True, help_text="Whether it is made wholly inside the internal market; null where not known."
    )
    focus_area = serializers.CharField(
        source="focus_area.slug", default=None, allow_null=True, help_text="Short name of its focus area."
    )
    goods_codes = serializers.SerializerMethodField(method_name="codes", help_text=GOODS_CODES)
    public_interests = serializers.ListField(child=serializers.CharField())
    vital_processes = serializers.ListField(child=serializers.CharField())
    lead_department = serializers.CharField(source="lead_department.abbreviation")
    involved = serializers.SerializerMethodField(method_name="departments", help_text="Departments beside the lead.")
    stage = serializers.ChoiceField(Stage.choices)
    stage_basis = serializers.ChoiceField(StageBasis.choices)
    treatment = serializers.ChoiceField(Treatment.choices)
    priority = NamedChoiceField(Priority, allow_null=True)
    priority_reason = serializers.CharField()

    @extend_schema_field(DependencyLinksSerializer)
    def links_of(self, dependency: Dependency) -> dict[str, str]:
        """Where the dependency and its parts are."""
        return {
            "self": reverse("api-dependency", args=[dependency.pk]),
            "figureSeries": reverse("api-dependency-figure-series", args=[dependency.pk]),
            "citations": reverse("api-dependency-citations", args=[dependency.pk]),
        }

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Basis.choices)))
    def names_of_bases(self, dependency: Dependency) -> list[str]:
        """The ways in which it came about."""
        return [part.basis for part in dependency.bases.all()]

    def codes(self, dependency: Dependency) -> list[str]:
        """The codes of its goods."""
        return [part.code for part in dependency.goods_codes.all()]

    def departments(self, dependency: Dependency) -> list[str]:
        """The departments that are involved."""
        return [part.department.abbreviation for part in dependency.involved.all()]


class DependencyFactsSerializer(KeepingSerializer):
    """What a dependency is."""

    title = Text(max_length=limit(Dependency, "title"))
    description = Text(
        multiline=True, max_length=limit(Dependency, "description"), allow_blank=True, required=False, default=""
    )
    subject = serializers.ChoiceField(Subject.choices)
    bases = DistinctListField(child=serializers.ChoiceField(Basis.choices), min_length=1, max_length=len(Basis))
    scope = serializers.ChoiceField(Scope.choices, required=False, default=Scope.NETHERLANDS.value)
    made_in_internal_market = serializers.BooleanField(allow_null=True, required=False, default=None)
    focus_area = focus_area_field(required=False, allow_null=True, default=None)
    goods_codes = DistinctListField(
        child=Text(max_length=20), max_length=MOST_NAMED, required=False, default=list, help_text=GOODS_CODES
    )
    public_interests = DistinctListField(
        child=Text(max_length=limit(DependencyInterest, "name")), max_length=MOST_NAMED, required=False, default=list
    )
    vital_processes = DistinctListField(
        child=Text(max_length=limit(DependencyInterest, "name")), max_length=MOST_NAMED, required=False, default=list
    )
    lead_department = department_field()
    involved = DistinctListField(child=department_field(), max_length=MOST_NAMED, required=False, default=list)
    priority = NamedChoiceField(Priority, allow_null=True, required=False, default=None)
    priority_reason = Text(
        max_length=limit(Dependency, "priority_reason"),
        allow_blank=True,
        required=False,
        default="",
        help_text="Needed where it has a priority.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A dependency", description="Text box 2 of the letter.", value={**FACTS, "classification": "public"}
        )
    ]
)
class NewDependencySerializer(DependencyFactsSerializer, PlacedSerializer):
    """A new dependency: it begins as a signal."""


class DependencyCitationSerializer(CamelSerializer):
    """Where it is written that there is this dependency. Sources that are not meant for you are not among them."""

    id = serializers.UUIDField()
    source = serializers.CharField(source="source.citation", help_text="As it is cited.")  # type: ignore[assignment]
    source_url = serializers.CharField(source="source.url", help_text="The source on the web.")
    locator = serializers.CharField(help_text="The place in the source.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A paper",
            description="The paper is cited in the letter (footnote 10); the place in it is fictitious.",
            value={"source": "Kamerstuk 36 180, nr. 31", "locator": "bijlage 1"},
        )
    ]
)
class NewDependencyCitationSerializer(CamelSerializer):
    """Another place where it is written."""

    source = Text(  # type: ignore[assignment]
        max_length=limit(Source, "citation"), help_text="A citation, such as “Kamerstuk 36 180, nr. 31”."
    )
    locator = Text(max_length=limit(DependencyCitation, "locator"), allow_blank=True, required=False, default="")
