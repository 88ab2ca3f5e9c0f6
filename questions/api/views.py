"""The addresses of question sets: all versions, and one with its questions."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.queries import selected
from core.api.serializers import page_of
from core.api.views import RowsView, answer_page
from questions import sorting
from questions.api import queries
from questions.api.serializers import QuestionSetSerializer, QuestionSetSummarySerializer
from questions.models import QuestionSet


class QuestionSetsView(RowsView):
    """All versions of all series."""

    model = QuestionSet
    serializer_class = QuestionSetSummarySerializer
    related = ("compartment",)
    query_class = queries.QuestionSetQuerySerializer

    @extend_schema(
        operation_id="listQuestionSets",
        summary="List question sets",
        description="The versions that you may see, without their questions: visitors those that are published.",
        responses=page_of(QuestionSetSummarySerializer),
    )
    def get(self, request: Request) -> Response:
        rows = selected(self.rows(), self.query, queries.SETS, sorting.SETS)
        return answer_page(self, rows, QuestionSetSummarySerializer)


class QuestionSetView(RowsView):
    """One version."""

    model = QuestionSet
    serializer_class = QuestionSetSerializer
    related = ("compartment", "questions")
    etagged = frozenset({"GET"})

    @extend_schema(
        operation_id="getQuestionSet",
        summary="Read a question set with its questions",
        description="An adopted version never changes, but for who may read it.",
        responses=QuestionSetSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(pk)
