"""What the API says about the timeline, and what it takes. Names of fields are those of the models and actions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.classification import Classification, Ground
from accounts.models import Compartment, Department
from core import clock
from core.api.fields import ClassificationField, DistinctListField, NameField, QuarterField, Text
from core.api.serializers import CamelSerializer, PageQuerySerializer
from core.models import FocusArea, Source
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind, CoreTask

CORE_TASKS = "Core task (section 3 of the letter): 1, increase insight and prioritise; 2, drive the approach."
FICTITIOUS = "Fictitious, but for the title and the quarter (section 4 of the letter)."


def limit(model: type[Any], name: str) -> int:
    """The longest text that a column takes."""
    length: int = model._meta.get_field(name).max_length
    return length


def source_of(commitment: Commitment) -> Source | None:
    """Where it was made; None where the viewer for whom the commitment was loaded does not see the source."""
    return getattr(commitment, "source", None)


def departments(context: dict[str, Any]) -> Any:
    """The departments that exist today."""
    return Department.objects.valid_on(clock.today())


def compartments(context: dict[str, Any]) -> Any:
    """The compartments that the viewer is in; of others it is not even said that they exist."""
    return Compartment.objects.filter(pk__in=context["viewer"].compartments)


def department_field(**kwargs: Any) -> NameField:
    """A department, by its abbreviation."""
    return NameField("abbreviation", departments, help_text="Abbreviation of a department.", **kwargs)


def focus_area_field(**kwargs: Any) -> NameField:
    """A focus area, by its short name."""
    return NameField("slug", lambda context: FocusArea.objects.all(), help_text="Short name of a focus area.", **kwargs)


class PlacedSerializer(CamelSerializer):
    """How far a new row may travel."""

    classification = ClassificationField(required=False, default=Classification.INTERNAL)
    compartment = NameField(
        "name",
        compartments,
        required=False,
        allow_null=True,
        default=None,
        help_text="The need-to-know circle that the row is kept in, if any.",
    )
    ground = serializers.ChoiceField(
        Ground.choices, required=False, allow_blank=True, default="", help_text="Why it is not public."
    )


class VisibilitySerializer(CamelSerializer):
    """How far a row travels."""

    classification = ClassificationField()
    compartment = serializers.CharField(
        source="compartment.name", default=None, allow_null=True, help_text="The need-to-know circle, if any."
    )
    ground = serializers.ChoiceField(Ground.choices, allow_blank=True, help_text="Why it is not public.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="Since when everybody may see it.")
    created_at = serializers.DateTimeField(source="created")
    updated_at = serializers.DateTimeField(source="updated")


class ActivityLinksSerializer(CamelSerializer):
    """Addresses that belong to an activity."""

    self = serializers.CharField()
    moves = serializers.CharField()
    milestones = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A knowledge session",
            description=FICTITIOUS,
            value={
                "id": "8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c001",
                "links": {
                    "self": "/api/v1/activities/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c001",
                    "moves": "/api/v1/activities/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c001/moves",
                    "milestones": "/api/v1/activities/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c001/milestones",
                },
                "quarter": "2023-Q4",
                "originalQuarter": "2023-Q3",
                "title": "Organiseren van interne kennissessies",
                "description": "",
                "coreTask": 1,
                "focusAreas": ["grondstoffen-en-energie"],
                "leads": ["EZK"],
                "ledBySecretariat": False,
                "startsOn": "2023-10-02",
                "dueOn": "2023-12-15",
                "state": "running",
                "stateReason": "",
                "doneOn": None,
                "yielded": "",
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
class ActivitySerializer(VisibilitySerializer):
    """Something that the taskforce does in a quarter."""

    id = serializers.UUIDField()
    links = serializers.SerializerMethodField(method_name="links_of")
    quarter = QuarterField(help_text="When it is planned now.")
    original_quarter = QuarterField(help_text="When it was planned first.")
    title = serializers.CharField()
    description = serializers.CharField()
    core_task = serializers.ChoiceField(CoreTask.choices, allow_null=True, help_text=CORE_TASKS)
    focus_areas = serializers.SerializerMethodField(method_name="slugs", help_text="Short names of its focus areas.")
    leads = serializers.SerializerMethodField(method_name="abbreviations", help_text="Departments that lead it.")
    led_by_secretariat = serializers.BooleanField()
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(ActivityState.choices)
    state_reason = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)
    yielded = serializers.CharField(help_text="What it yielded.")

    @extend_schema_field(ActivityLinksSerializer)
    def links_of(self, activity: Activity) -> dict[str, str]:
        """Where the activity and its parts are."""
        return {
            "self": reverse("api-activity", args=[activity.pk]),
            "moves": reverse("api-activity-moves", args=[activity.pk]),
            "milestones": reverse("api-activity-milestones", args=[activity.pk]),
        }

    def slugs(self, activity: Activity) -> list[str]:
        """The short names of its focus areas."""
        return [link.focus_area.slug for link in activity.focus_areas.all()]

    def abbreviations(self, activity: Activity) -> list[str]:
        """The departments that lead it."""
        return [lead.department.abbreviation for lead in activity.leads.all()]


class ActivityFactsSerializer(CamelSerializer):
    """What an activity is."""

    title = Text(max_length=limit(Activity, "title"))
    description = Text(
        multiline=True, max_length=limit(Activity, "description"), allow_blank=True, required=False, default=""
    )
    core_task = serializers.ChoiceField(
        CoreTask.choices,
        allow_null=True,
        required=False,
        default=None,
        help_text=CORE_TASKS,
    )
    focus_areas = DistinctListField(child=focus_area_field(), max_length=50, required=False, default=list)
    leads = DistinctListField(child=department_field(), max_length=50, required=False, default=list)
    led_by_secretariat = serializers.BooleanField(required=False, default=False)
    starts_on = serializers.DateField(allow_null=True, required=False, default=None)
    due_on = serializers.DateField(allow_null=True, required=False, default=None)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A knowledge session",
            description=FICTITIOUS,
            value={
                "quarter": "2023-Q3",
                "title": "Organiseren van interne kennissessies",
                "coreTask": 1,
                "focusAreas": ["grondstoffen-en-energie"],
                "leads": ["EZK"],
                "dueOn": "2023-09-29",
                "classification": "public",
            },
        )
    ]
)
class NewActivitySerializer(ActivityFactsSerializer, PlacedSerializer):
    """A new activity, and the quarter it is planned in."""

    quarter = QuarterField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Done",
            description="Fictitious.",
            value={
                "state": "done",
                "doneOn": "2023-12-01",
                "yielded": "Drie lessen over het in kaart brengen van een keten.",
            },
        )
    ]
)
class ProgressSerializer(CamelSerializer):
    """Where an activity is, and what it yielded. What is left out becomes empty."""

    state = serializers.ChoiceField(ActivityState.choices)
    state_reason = Text(
        max_length=limit(Activity, "state_reason"),
        allow_blank=True,
        required=False,
        default="",
        help_text="Needed where it is dropped.",
    )
    done_on = serializers.DateField(
        allow_null=True, required=False, default=None, help_text="Needed where it is done; not in the future."
    )
    yielded = Text(multiline=True, max_length=limit(Activity, "yielded"), allow_blank=True, required=False, default="")


class MoveSerializer(CamelSerializer):
    """That an activity went to another quarter, and why. Moves that are not meant for you are not among them."""

    id = serializers.UUIDField()
    from_quarter = QuarterField()
    to_quarter = QuarterField()
    reason = serializers.CharField()
    classification = ClassificationField()
    moved_at = serializers.DateTimeField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A quarter later",
            description="Fictitious.",
            value={
                "toQuarter": "2024-Q1",
                "reason": "Wacht op het onderzoek naar de methodiek.",
                "classification": "internal",
                "dueOn": "2024-02-16",
            },
        )
    ]
)
class NewMoveSerializer(CamelSerializer):
    """To which quarter an activity moves, and why. The due date is set anew: left out, there is none."""

    to_quarter = QuarterField()
    reason = Text(max_length=1_000)
    classification = ClassificationField(
        required=False, help_text="Of the reason: at least that of the activity, which is what it is when left out."
    )
    due_on = serializers.DateField(allow_null=True, required=False, default=None)


class MilestoneSerializer(CamelSerializer):
    """A point on the way of an activity."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    reached_on = serializers.DateField(allow_null=True)


class NewMilestoneSerializer(CamelSerializer):
    """A new point on the way of an activity."""

    title = Text(max_length=300)
    due_on = serializers.DateField()


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
                "due": None,
                "settled": False,
                "settledBy": None,
                "settledLocator": "",
                "settledByUrl": "",
                "settledAt": None,
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
    source_url = serializers.CharField(source="source.url", default="", help_text="The source on the web.")
    officeholder = serializers.CharField(help_text="Office of who made the promise.")
    department = serializers.CharField(
        source="department.abbreviation", default=None, allow_null=True, help_text="Department that has to settle it."
    )
    due = serializers.DateField(allow_null=True)
    settled = serializers.BooleanField(source="is_settled")
    settled_by = serializers.CharField(
        source="settled_by.citation", default=None, allow_null=True, help_text="The source that settled it."
    )
    settled_locator = serializers.SerializerMethodField(method_name="settled_place", help_text="The paragraph in it.")
    settled_by_url = serializers.CharField(source="settled_by.url", default="", help_text="That source on the web.")
    settled_at = serializers.DateField(allow_null=True)

    @extend_schema_field(CommitmentLinksSerializer)
    def links_of(self, commitment: Commitment) -> dict[str, str]:
        """Where the commitment is."""
        return {"self": reverse("api-commitment", args=[commitment.pk])}

    def place(self, commitment: Commitment) -> str:
        """The place in the source, for who sees the source."""
        return commitment.source_locator if source_of(commitment) else ""

    def settled_place(self, commitment: Commitment) -> str:
        """The paragraph in the source that settled it, for who sees that source."""
        return commitment.settled_locator if commitment.settled_by else ""


class CommitmentFactsSerializer(CamelSerializer):
    """What was promised or asked."""

    kind = serializers.ChoiceField(CommitmentKind.choices)
    text = Text(max_length=limit(Commitment, "text"))
    source = Text(max_length=300, help_text="A citation, such as “Kamerstuk 35 982, nr. 9”.")  # type: ignore[assignment]
    source_locator = Text(max_length=limit(Commitment, "source_locator"), allow_blank=True, required=False, default="")
    made_on = serializers.DateField(allow_null=True, required=False, default=None)
    officeholder = Text(max_length=limit(Commitment, "officeholder"), allow_blank=True, required=False, default="")
    department = department_field(allow_null=True, required=False, default=None)
    due = serializers.DateField(allow_null=True, required=False, default=None)


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
            value={"settledBy": "Kamerstuk 35 982, nr. 9", "settledLocator": "par. 2", "settledAt": "2023-12-01"},
        )
    ]
)
class SettlementSerializer(CamelSerializer):
    """What settled a commitment."""

    settled_by = Text(max_length=300, help_text="A citation, such as “Kamerstuk 35 982, nr. 9”.")
    settled_locator = Text(
        max_length=limit(Commitment, "settled_locator"), allow_blank=True, required=False, default=""
    )
    settled_at = serializers.DateField(allow_null=True, required=False, default=None)


class ActivityQuerySerializer(PageQuerySerializer):
    """Which activities, in which order."""

    quarter = QuarterField(required=False, help_text="Planned in this quarter now.")
    state = serializers.ListField(
        child=serializers.ChoiceField(ActivityState.choices), required=False, help_text="In one of these states."
    )
    core_task = serializers.ChoiceField(CoreTask.choices, required=False, help_text="For this core task.")
    focus_area = focus_area_field(required=False)
    lead = department_field(required=False)
    moved = serializers.BooleanField(required=False, help_text="Whether it left the quarter it was first planned in.")
    updated_since = serializers.DateTimeField(required=False, help_text="Changed at this moment or later.")
    q = Text(max_length=200, required=False, help_text="Words in the title or the description.")
    sort = serializers.ChoiceField(
        [sign + key for key in ("quarter", "dueOn", "title", "state", "updatedAt") for sign in ("", "-")],
        default="quarter",
        help_text="The order; with a minus, the other way round.",
    )


class CommitmentQuerySerializer(PageQuerySerializer):
    """Which commitments, in which order."""

    kind = serializers.ChoiceField(CommitmentKind.choices, required=False, help_text="A promise or a motion.")
    settled = serializers.BooleanField(required=False, help_text="Whether a source has settled it.")
    department = department_field(required=False)
    updated_since = serializers.DateTimeField(required=False, help_text="Changed at this moment or later.")
    q = Text(max_length=200, required=False, help_text="Words in the text.")
    sort = serializers.ChoiceField(
        [sign + key for key in ("due", "madeOn", "updatedAt") for sign in ("", "-")],
        default="due",
        help_text="The order; with a minus, the other way round.",
    )
