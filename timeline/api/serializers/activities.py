"""What the API says about activities and takes of them. Names of fields are those of the models and actions."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import ClassificationField, DistinctListField, QuarterField, Text
from core.api.names import department_field, focus_area_field
from core.api.placing import PlacedSerializer, VisibilitySerializer
from core.api.serializers import CamelSerializer
from core.limits import limit
from core.models import Source
from timeline.models import Activity, ActivityCitation, ActivityState, CoreTask, Milestone, Move

CORE_TASKS = "Core task (section 3 of the letter): 1, increase insight and prioritise; 2, drive the approach."
FICTITIOUS = "Fictitious, but for the title and the quarter (section 4 of the letter)."
MOST_NAMED = 50
"""How many departments or focus areas one activity may name."""


class ActivityLinksSerializer(CamelSerializer):
    """Addresses that belong to an activity."""

    self = serializers.CharField()
    moves = serializers.CharField()
    milestones = serializers.CharField()
    citations = serializers.CharField()


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
                    "citations": "/api/v1/activities/8f0c1f8e-52a5-4b3f-9d0b-0f4bb6a1c001/citations",
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
            "citations": reverse("api-activity-citations", args=[activity.pk]),
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
    focus_areas = DistinctListField(child=focus_area_field(), max_length=MOST_NAMED, required=False, default=list)
    leads = DistinctListField(child=department_field(), max_length=MOST_NAMED, required=False, default=list)
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
    reason = Text(max_length=limit(Move, "reason"))
    classification = ClassificationField(
        required=False, help_text="Of the reason: at least that of the activity, which is what it is when left out."
    )
    due_on = serializers.DateField(
        allow_null=True, required=False, default=None, help_text="In the quarter that it moves to."
    )


class MilestoneSerializer(CamelSerializer):
    """A point on the way of an activity."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    reached_on = serializers.DateField(allow_null=True)


class NewMilestoneSerializer(CamelSerializer):
    """A new point on the way of an activity."""

    title = Text(max_length=limit(Milestone, "title"))
    due_on = serializers.DateField()


class ReachedSerializer(CamelSerializer):
    """On which day a milestone was reached."""

    reached_on = serializers.DateField(help_text="Not in the future.")


class CitationSerializer(CamelSerializer):
    """Where it is written that the taskforce does this. Sources that are not meant for you are not among them."""

    id = serializers.UUIDField()
    source = serializers.CharField(source="source.citation", help_text="As it is cited.")  # type: ignore[assignment]
    source_url = serializers.CharField(source="source.url", help_text="The source on the web.")
    locator = serializers.CharField(help_text="The place in the source.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A paper",
            description="The paper is cited in the letter (footnote 2); that the activity stands in it is fictitious.",
            value={"source": "Kamerstuk 35 982, nr. 9", "locator": "par. 2"},
        )
    ]
)
class NewCitationSerializer(CamelSerializer):
    """Another place where it is written."""

    source = Text(  # type: ignore[assignment]
        max_length=limit(Source, "citation"), help_text="A citation, such as “Kamerstuk 35 982, nr. 9”."
    )
    locator = Text(max_length=limit(ActivityCitation, "locator"), allow_blank=True, required=False, default="")
