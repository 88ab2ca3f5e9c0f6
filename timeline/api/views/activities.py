"""Activities for machines: the same rows and the same actions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import require
from core.api.placing import ReclassificationSerializer
from core.api.queries import selected
from core.api.sendings import make_once
from core.api.serializers import CamelSerializer, PageQuerySerializer, page_of
from core.api.views import RowsView, answer_page
from core.models import Source
from timeline import actions, sorting
from timeline.api import queries
from timeline.api.serializers.activities import (
    ActivityFactsSerializer,
    ActivitySerializer,
    CitationSerializer,
    MilestoneSerializer,
    MoveSerializer,
    NewActivitySerializer,
    NewCitationSerializer,
    NewMilestoneSerializer,
    NewMoveSerializer,
    ProgressSerializer,
    ReachedSerializer,
)
from timeline.models import Activity, ActivityCitation, Milestone, Move


class ActivityRows(RowsView):
    """The activities that the viewer sees."""

    model = Activity
    serializer_class = ActivitySerializer
    related = ("compartment", "leads", "leads__department", "focus_areas", "focus_areas__focus_area")


class ActivitiesView(ActivityRows):
    """All activities."""

    query_class = queries.ActivityQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="listActivities",
        summary="List activities",
        description="The activities that you may see: visitors those that are published.",
        responses=page_of(ActivitySerializer),
    )
    def get(self, request: Request) -> Response:
        return answer_page(
            self, selected(self.rows(), self.query, queries.ACTIVITIES, sorting.ACTIVITIES), ActivitySerializer
        )

    @extend_schema(
        operation_id="planActivity",
        summary="Plan an activity",
        description="For the secretariat and the co-chairs.",
        request=NewActivitySerializer,
        responses={201: ActivitySerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "timeline.plan_activity")
        facts = self.facts(NewActivitySerializer)
        activity = make_once(self, lambda key: actions.plan_activity(self.viewer, key=key, **facts))
        address = reverse("api-activity", args=[activity.pk])
        return self.answer(activity.pk, status=201, headers={"Location": address})


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
        facts = {"classification": activity.usual_for_a_reason} | self.facts(NewMoveSerializer)
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


class MilestoneReachedView(ActivityRows):
    """That one milestone of an activity was reached."""

    if_match = frozenset({"PUT"})

    @extend_schema(
        operation_id="reachMilestone",
        summary="Record that a milestone was reached",
        description="If-Match takes the ETag of the activity. Doing it again on another day corrects the day.",
        request=ReachedSerializer,
        responses=MilestoneSerializer,
    )
    def put(self, request: Request, pk: UUID, milestone: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        found = Milestone.objects.visible_to(self.viewer).filter(activity=activity, pk=milestone).first()
        if found is None:
            raise Http404
        reached = actions.reach_milestone(
            self.viewer, found, revision=activity.revision, **self.facts(ReachedSerializer)
        )
        return Response(MilestoneSerializer(reached).data)


class ActivityCitationsView(ActivityRows):
    """Where it is written that the taskforce does this."""

    query_class = PageQuerySerializer
    if_match = frozenset({"POST"})

    @extend_schema(
        operation_id="listCitations",
        summary="List where an activity is written",
        description="Only sources that you may see.",
        responses=page_of(CitationSerializer),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        citations = ActivityCitation.objects.visible_to(self.viewer).filter(
            activity=self.row(pk), source__in=Source.objects.visible_to(self.viewer)
        )
        in_order = citations.order_by("source__citation", "locator", "pk").with_related(self.viewer, "source")
        return answer_page(self, in_order, CitationSerializer)

    @extend_schema(
        operation_id="citeSource",
        summary="Add where an activity is written",
        description="If-Match takes the ETag of the activity.",
        request=NewCitationSerializer,
        responses={201: CitationSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        facts = self.facts(NewCitationSerializer)
        citation = actions.cite_source(self.viewer, activity, revision=activity.revision, **facts)
        return Response(CitationSerializer(citation).data, status=201)


class ActivityCitationView(ActivityRows):
    """One place where an activity is written."""

    if_match = frozenset({"DELETE"})

    @extend_schema(
        operation_id="removeCitation",
        summary="Say no longer that an activity is written there",
        description="If-Match takes the ETag of the activity, whose history keeps what stood there.",
        responses={204: None},
    )
    def delete(self, request: Request, pk: UUID, citation: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.change_activity")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        found = ActivityCitation.objects.visible_to(self.viewer).filter(activity=activity, pk=citation).first()
        if found is None:
            raise Http404
        actions.remove_citation(self.viewer, found, revision=activity.revision)
        return Response(status=204)


class ActivityClassificationView(ActivityRows):
    """How far one activity may travel."""

    if_match = frozenset({"PUT"})
    etagged = frozenset({"PUT"})

    @extend_schema(
        operation_id="reclassifyActivity",
        summary="Change who may read an activity",
        description="If-Match takes the ETag of the activity. Making it more confidential ends its publication.",
        request=ReclassificationSerializer,
        responses=ActivitySerializer,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.reclassify_activity")
        facts = self.facts(ReclassificationSerializer)
        actions.reclassify_activity(self.viewer, activity, revision=activity.revision, **facts)
        return self.answer(pk)


class ActivityPublicationView(ActivityRows):
    """That one activity is told to everybody."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="publishActivity",
        summary="Let everybody see an activity",
        description="If-Match takes the ETag of the activity. Only what is public can be published.",
        request=None,
        responses={200: ActivitySerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        activity = self.row_to_change(pk, "timeline.publish_activity")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.publish_activity(self.viewer, activity, revision=activity.revision)
        return self.answer(pk)
