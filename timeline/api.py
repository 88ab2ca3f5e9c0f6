"""The timeline for machines: the same rows and the same actions as the pages."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import require
from core.api.serializers import PageQuerySerializer, page_of
from core.api.views import RowsView, answer_page
from core.errors import DomainError
from timeline import actions
from timeline.api_serializers import (
    ActivityFactsSerializer,
    ActivityQuerySerializer,
    ActivitySerializer,
    CommitmentFactsSerializer,
    CommitmentQuerySerializer,
    CommitmentSerializer,
    MilestoneSerializer,
    MoveSerializer,
    NewActivitySerializer,
    NewCommitmentSerializer,
    NewMilestoneSerializer,
    NewMoveSerializer,
    ProgressSerializer,
    SettlementSerializer,
    source_of,
)
from timeline.filters import WordsFilter
from timeline.models import Activity, Commitment, Milestone, Move

# By which columns a list is sorted; the key is what is asked.
SORTS = {
    "quarter": ("quarter", "due_on", "title"),
    "dueOn": ("due_on",),
    "title": ("title",),
    "state": ("state",),
    "due": ("due",),
    "madeOn": ("made_on",),
    "updatedAt": ("updated",),
}


def in_order(rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """The rows in the order that is asked, ties broken by key so that pages never overlap."""
    sign = "-" if sort.startswith("-") else ""
    return rows.order_by(*(sign + column for column in SORTS[sort.removeprefix("-")]), "pk")


class ActivityRows(RowsView):
    """The activities that the viewer sees."""

    model = Activity
    serializer_class = ActivitySerializer
    related = ("compartment", "leads", "leads__department", "focus_areas", "focus_areas__focus_area")


class ActivitiesView(ActivityRows):
    """All activities."""

    query_class = ActivityQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    # One query parameter each: how it narrows the rows.
    narrowing: ClassVar[dict[str, Any]] = {
        "quarter": lambda rows, quarter: rows.filter(quarter=quarter),
        "state": lambda rows, states: rows.filter(state__in=states),
        "core_task": lambda rows, task: rows.filter(core_task=task),
        "focus_area": lambda rows, area: rows.filter(focus_areas__focus_area=area),
        "lead": lambda rows, department: rows.filter(leads__department=department),
        "moved": lambda rows, moved: rows.moved() if moved else rows.filter(quarter=F("original_quarter")),
        "updated_since": lambda rows, moment: rows.filter(updated__gte=moment),
        "q": WordsFilter("title", "description", "yielded").filter,
    }

    @extend_schema(
        operation_id="listActivities",
        summary="List activities",
        description="The activities that you may see: visitors those that are published.",
        responses=page_of(ActivitySerializer),
    )
    def get(self, request: Request) -> Response:
        return answer_page(self, narrowed(self.rows(), self.query, self.narrowing), ActivitySerializer)

    @extend_schema(
        operation_id="planActivity",
        summary="Plan an activity",
        description="For the secretariat and the co-chairs.",
        request=NewActivitySerializer,
        responses={201: ActivitySerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "timeline.plan_activity")
        activity = actions.plan_activity(self.viewer, key=self.key(), **self.facts(NewActivitySerializer))
        address = reverse("api-activity", args=[activity.pk])
        return self.answer(activity.pk, status=201, headers={"Location": address})


def narrowed(rows: QuerySet[Any], query: dict[str, Any], narrowing: dict[str, Any]) -> QuerySet[Any]:
    """The rows that the parameters of a query leave, in the order it asks for."""
    for name, narrow in narrowing.items():
        if name in query:
            rows = narrow(rows, query[name])
    return in_order(rows, query["sort"])


class ActivityView(ActivityRows):
    """One activity."""

    if_match = frozenset({"PATCH"})
    etagged = frozenset({"GET", "PATCH"})

    @extend_schema(operation_id="getActivity", summary="Read an activity", responses=ActivitySerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(pk)

    @extend_schema(
        operation_id="changeActivity",
        summary="Change what an activity is",
        description="What is left out stays as it is. For the taskforce and members of a department that leads it.",
        request=ActivityFactsSerializer,
        responses=ActivitySerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        facts = self.facts_of(activity) | self.facts(ActivityFactsSerializer, partial=True)
        actions.change_activity(self.viewer, activity, revision=activity.revision, **facts)
        return self.answer(pk)

    @staticmethod
    def facts_of(activity: Activity) -> dict[str, Any]:
        """What the activity is now, as the action takes it."""
        return {
            "title": activity.title,
            "description": activity.description,
            "core_task": activity.core_task,
            "starts_on": activity.starts_on,
            "due_on": activity.due_on,
            "led_by_secretariat": activity.led_by_secretariat,
            "leads": [lead.department for lead in activity.leads.all()],
            "focus_areas": [link.focus_area for link in activity.focus_areas.all()],
        }


class ActivityProgressView(ActivityRows):
    """Where one activity is."""

    if_match = frozenset({"PUT"})
    etagged = frozenset({"PUT"})

    @extend_schema(
        operation_id="recordProgress",
        summary="Record where an activity is and what it yielded",
        description="If-Match takes the ETag of the activity, which is what is answered.",
        request=ProgressSerializer,
        responses=ActivitySerializer,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        facts = self.facts(ProgressSerializer)
        actions.record_progress(self.viewer, activity, revision=activity.revision, **facts)
        return self.answer(pk)


class ActivityMovesView(ActivityRows):
    """How one activity moved."""

    query_class = PageQuerySerializer
    if_match = frozenset({"POST"})

    @extend_schema(
        operation_id="listMoves",
        summary="List the moves of an activity",
        description="In order of time; only those that you may see.",
        responses=page_of(MoveSerializer),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        moves = Move.objects.visible_to(self.viewer).filter(activity=self.row(pk)).order_by("moved_at", "pk")
        return answer_page(self, moves, MoveSerializer)

    @extend_schema(
        operation_id="moveActivity",
        summary="Move an activity to another quarter",
        description="If-Match takes the ETag of the activity. The reason may be more confidential than the activity.",
        request=NewMoveSerializer,
        responses={201: MoveSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.move_activity")
        facts = {"classification": activity.classification} | self.facts(NewMoveSerializer)
        move = actions.move_activity(self.viewer, activity, revision=activity.revision, **facts)
        return Response(MoveSerializer(move).data, status=201)


class ActivityMilestonesView(ActivityRows):
    """The points on the way of one activity."""

    query_class = PageQuerySerializer
    if_match = frozenset({"POST"})

    @extend_schema(
        operation_id="listMilestones",
        summary="List the milestones of an activity",
        responses=page_of(MilestoneSerializer),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        milestones = Milestone.objects.visible_to(self.viewer).filter(activity=self.row(pk))
        return answer_page(self, milestones.order_by("due_on", "title", "pk"), MilestoneSerializer)

    @extend_schema(
        operation_id="addMilestone",
        summary="Add a milestone to an activity",
        description="If-Match takes the ETag of the activity.",
        request=NewMilestoneSerializer,
        responses={201: MilestoneSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        facts = self.facts(NewMilestoneSerializer)
        milestone = actions.add_milestone(self.viewer, activity, revision=activity.revision, **facts)
        return Response(MilestoneSerializer(milestone).data, status=201)


class CommitmentRows(RowsView):
    """The commitments that the viewer sees."""

    model = Commitment
    serializer_class = CommitmentSerializer
    related = ("compartment", "source", "department", "settled_by")


class CommitmentsView(CommitmentRows):
    """All commitments."""

    query_class = CommitmentQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    narrowing: ClassVar[dict[str, Any]] = {
        "kind": lambda rows, kind: rows.filter(kind=kind),
        "settled": lambda rows, settled: rows.settled() if settled else rows.open(),
        "department": lambda rows, department: rows.filter(department=department),
        "updated_since": lambda rows, moment: rows.filter(updated__gte=moment),
        "q": WordsFilter("text").filter,
    }

    @extend_schema(
        operation_id="listCommitments",
        summary="List commitments",
        description="The commitments that you may see: visitors those that are published.",
        responses=page_of(CommitmentSerializer),
    )
    def get(self, request: Request) -> Response:
        return answer_page(self, narrowed(self.rows(), self.query, self.narrowing), CommitmentSerializer)

    @extend_schema(
        operation_id="addCommitment",
        summary="Record a promise to the House or a motion",
        description="For the secretariat and the co-chairs.",
        request=NewCommitmentSerializer,
        responses={201: CommitmentSerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "timeline.add_commitment")
        commitment = actions.add_commitment(self.viewer, key=self.key(), **self.facts(NewCommitmentSerializer))
        address = reverse("api-commitment", args=[commitment.pk])
        return self.answer(commitment.pk, status=201, headers={"Location": address})


class CommitmentView(CommitmentRows):
    """One commitment."""

    if_match = frozenset({"PATCH"})
    etagged = frozenset({"GET", "PATCH"})

    @extend_schema(operation_id="getCommitment", summary="Read a commitment", responses=CommitmentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(pk)

    @extend_schema(
        operation_id="changeCommitment",
        summary="Change what was recorded of a commitment",
        description="What is left out stays as it is. For the secretariat and the co-chairs.",
        request=CommitmentFactsSerializer,
        responses=CommitmentSerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        commitment = self.row_to_change(pk, "timeline.change_commitment")
        facts = self.facts_of(commitment) | self.facts(CommitmentFactsSerializer, partial=True)
        if "source" not in facts:
            raise DomainError(_("Say which source this is from."), field="source")
        actions.change_commitment(self.viewer, commitment, revision=commitment.revision, **facts)
        return self.answer(pk)

    @staticmethod
    def facts_of(commitment: Commitment) -> dict[str, Any]:
        """What is recorded now, as the action takes it; without the source where the viewer does not see that."""
        source = source_of(commitment)
        facts = {
            "kind": commitment.kind,
            "text": commitment.text,
            "source_locator": commitment.source_locator,
            "made_on": commitment.made_on,
            "officeholder": commitment.officeholder,
            "department": commitment.department,
            "due": commitment.due,
        }
        return facts | ({"source": source.citation} if source else {})


class CommitmentSettlementView(CommitmentRows):
    """What settled one commitment."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="settleCommitment",
        summary="Settle a commitment by a source",
        description="If-Match takes the ETag of the commitment, which is what is answered.",
        request=SettlementSerializer,
        responses={200: CommitmentSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        commitment = self.row_to_change(pk, "timeline.settle_commitment")
        facts = self.facts(SettlementSerializer)
        actions.settle_commitment(self.viewer, commitment, revision=commitment.revision, **facts)
        return self.answer(pk)
