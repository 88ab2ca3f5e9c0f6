"""Commitments for machines: the same rows and the same actions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import require
from core.api.placing import ReclassificationSerializer
from core.api.queries import selected
from core.api.sendings import make_once
from core.api.serializers import CamelSerializer, page_of
from core.api.views import RowsView, answer_page
from core.errors import DomainError
from timeline import actions, sorting
from timeline.api import queries
from timeline.api.serializers.commitments import (
    CommitmentFactsSerializer,
    CommitmentSerializer,
    NewCommitmentSerializer,
    SettlementSerializer,
    source_of,
)
from timeline.models import Commitment


class CommitmentRows(RowsView):
    """The commitments that the viewer sees."""

    model = Commitment
    serializer_class = CommitmentSerializer
    related = ("compartment", "source", "department", "settled_by")


class CommitmentsView(CommitmentRows):
    """All commitments."""

    query_class = queries.CommitmentQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="listCommitments",
        summary="List commitments",
        description="The commitments that you may see: visitors those that are published.",
        responses=page_of(CommitmentSerializer),
    )
    def get(self, request: Request) -> Response:
        return answer_page(
            self,
            selected(self.rows(), self.query, queries.COMMITMENTS, sorting.COMMITMENTS),
            CommitmentSerializer,
        )

    @extend_schema(
        operation_id="addCommitment",
        summary="Record a promise to the House or a motion",
        description="For the secretariat and the co-chairs.",
        request=NewCommitmentSerializer,
        responses={201: CommitmentSerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "timeline.add_commitment")
        facts = self.facts(NewCommitmentSerializer)
        commitment = make_once(self, lambda key: actions.add_commitment(self.viewer, key=key, **facts))
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
            "made_on": commitment.made_on,
            "officeholder": commitment.officeholder,
            "department": commitment.department,
            "due_on": commitment.due_on,
        }
        return facts | ({"source": source.citation, "source_locator": commitment.source_locator} if source else {})


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


class CommitmentClassificationView(CommitmentRows):
    """How far one commitment may travel."""

    if_match = frozenset({"PUT"})
    etagged = frozenset({"PUT"})

    @extend_schema(
        operation_id="reclassifyCommitment",
        summary="Change who may read a commitment",
        description="If-Match takes the ETag of the commitment. Making it more confidential ends its publication.",
        request=ReclassificationSerializer,
        responses=CommitmentSerializer,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        commitment = self.row_to_change(pk, "timeline.reclassify_commitment")
        facts = self.facts(ReclassificationSerializer)
        actions.reclassify_commitment(self.viewer, commitment, revision=commitment.revision, **facts)
        return self.answer(pk)


class CommitmentPublicationView(CommitmentRows):
    """That one commitment is told to everybody."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="publishCommitment",
        summary="Let everybody see a commitment",
        description="If-Match takes the ETag of the commitment. Only what is public can be published.",
        request=None,
        responses={200: CommitmentSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        commitment = self.row_to_change(pk, "timeline.publish_commitment")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.publish_commitment(self.viewer, commitment, revision=commitment.revision)
        return self.answer(pk)
