"""The API does what its document says, whatever it is sent: invented by schemathesis from that same document.

Every operation is called by the secretariat, by a member of a department and by a visitor, with requests that fit the
document and with requests that do not, in one process and always the same ones. What names a row names mostly one that
is there, and what must be fresh mostly is, so that requests come further than the first check: each operation has to
succeed for somebody, or the test would show nothing. After each request everything is as it was.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks as documented

from accounts.classification import Classification, Ground
from accounts.roles import Role
from core.quarters import Quarter
from taskforce.api import document
from tests.api_client import BASE, Machine, own_address
from tests.factories import (
    NOW,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    DependencyFactory,
    FigureFactory,
    FigureSeriesFactory,
    FocusAreaFactory,
    MilestoneFactory,
    MoveFactory,
    QuestionFactory,
    QuestionSetFactory,
    RouteStopFactory,
    SourceFactory,
    a_user,
    join,
)
from timeline.models import CommitmentKind

EXAMPLES = {"reads": 12, "changes": 20}
"""How many requests an operation gets from who may do such a thing; others are refused before they begin."""
MANY_FACTS = {"changeDependency"}
"""Changes that take so many facts that few requests fit: they get four times as many."""
DEPARTMENT = "EZK"
FOCUS_AREA = "grondstoffen-en-energie"
CIRCLE = "Kring"
PAPER = "Kamerstuk 35 982, nr. 9"
NAMES: dict[str, list[Any]] = {
    "department": [DEPARTMENT],
    "lead": [DEPARTMENT],
    "leads": [[DEPARTMENT], []],
    "focusArea": [FOCUS_AREA],
    "focusAreas": [[FOCUS_AREA], []],
    "compartment": [CIRCLE, None],
    "source": [PAPER],
    "settledBy": [PAPER],
    "country": ["CN"],
    "goodsCodes": [["280910"], []],
    "goodsCode": ["280910", ""],
    "leadDepartment": [DEPARTMENT],
    "involved": [[]],
    "bases": [["import"], ["import", "control"]],
    "publicInterests": [["Voedselzekerheid"], []],
    "vitalProcesses": [["Energie"], []],
    "priority": ["high", None],
    "priorityReason": ["Raakt de voedselvoorziening"],
    "lookAgainOn": ["2024-06-03", None],
    "owner": [None],
}
"""What in a query or a body names a row, and what it may name; and facts that fit each other."""
OFFICES = {"secretariat": Role.SECRETARIAT, "member": Role.DEPARTMENT_MEMBER}
NOT_FOR_MEMBERS = {
    "planActivity",
    "reclassifyActivity",
    "publishActivity",
    "addCommitment",
    "changeCommitment",
    "reclassifyCommitment",
    "publishCommitment",
    "reclassifyDependency",
    "publishDependency",
    "recordFigures",
    "reclassifyFigureSeries",
    "publishFigureSeries",
}
REFUSALS = ["400", "401", "403", "404", "406", "412", "415", "428"]


def described() -> Any:
    """The API as schemathesis reads it from our document."""
    config = schemathesis.Config.from_dict(
        {
            "generation": {"with-security-parameters": False},
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
        }
    )
    found = schemathesis.openapi.from_dict(json.loads(json.dumps(document())), config=config)
    found.app = get_wsgi_application()
    return found


API = described()
OPERATIONS = {result.ok().definition.raw["operationId"]: result.ok() for result in API.get_all_operations()}
CHECKS = [
    not_a_server_error,
    documented.status_code_conformance,
    documented.content_type_conformance,
    documented.response_headers_conformance,
    documented.response_schema_conformance,
    documented.negative_data_rejection,
]


class Caller:
    """Somebody who calls, and the state of every row as they know it."""

    def __init__(self, office: str) -> None:
        user = None
        if office in OFFICES:
            user = a_user(OFFICES[office], department=DEPARTMENT if office == "member" else "")
            join(CompartmentFactory.create(name=CIRCLE), user=user)
        self.machine = Machine(user)
        self.address = own_address()
        self._tags: dict[str, str] = {}

    def tag(self, address: str) -> str:
        """The ETag of a row; of one that is not theirs, something else."""
        if address not in self._tags:
            self._tags[address] = self.machine.get(address).headers.get("ETag", '"x"')
        return self._tags[address]

    def send(self, case: Case) -> Any:
        return case.call(headers=self.machine.headers, environ_base={"REMOTE_ADDR": self.address})


def rows_of_every_kind() -> dict[str, list[dict[str, str]]]:
    """What the paths may name: by the first word of the path, the rows and their parts."""
    department = DepartmentFactory.create(abbreviation=DEPARTMENT)
    area = FocusAreaFactory.create(slug=FOCUS_AREA)
    circle = CompartmentFactory.create(name=CIRCLE)
    source, hidden = SourceFactory.create(), SourceFactory.create(classification=Classification.DEPARTMENTAL)
    places: list[dict[str, Any]] = [
        {"classification": Classification.PUBLIC, "published_at": NOW},
        {"classification": Classification.PUBLIC},
        {"classification": Classification.INTERNAL, "ground": Ground.PRIVACY},
        {"classification": Classification.DEPARTMENTAL, "ground": Ground.PRIVACY},
        {"classification": Classification.INTERNAL, "compartment": circle},
    ]
    activities, commitments = [], []
    for place in places:
        activity = ActivityFactory.create(original_quarter=Quarter(2023, 3), core_task=1, due_on=NOW.date(), **place)
        activity.leads.create(department=department)
        activity.focus_areas.create(focus_area=area)
        MoveFactory.create(activity=activity, classification=max(place["classification"], Classification.INTERNAL))
        activity.citations.create(source=hidden)
        activities.append(
            {
                "id": str(activity.pk),
                "milestone": str(MilestoneFactory.create(activity=activity).pk),
                "citation": str(activity.citations.create(source=source, locator="par. 2").pk),
            }
        )
        facts: dict[str, Any] = {"department": department, "due_on": NOW.date()} | place
        commitments.append({"id": str(CommitmentFactory.create(source=source, **facts).pk)})
    for place in places[:3]:
        for sources in ({"source": hidden, "settled_by": source}, {"source": source, "settled_by": hidden}):
            motion = {"kind": CommitmentKind.MOTION, "settled_on": NOW.date()} | sources | place
            commitments.append({"id": str(CommitmentFactory.create(**motion).pk)})
    sets = []
    for place in places:
        asked = QuestionSetFactory.create(**place)
        QuestionFactory.create_batch(2, question_set=asked)
        sets.append({"id": str(asked.pk)})
    dependencies, series = [], []
    for place in places:
        dependency = DependencyFactory.create(lead_department=department, focus_area=area, **place)
        citation = dependency.citations.create(source=source, locator="par. 2")
        dependency.citations.create(source=hidden)
        dependencies.append({"id": str(dependency.pk), "citation": str(citation.pk)})
        for cited in (source, hidden):
            row = FigureSeriesFactory.create(dependency=dependency, source=cited, **place)
            RouteStopFactory.create(figure=FigureFactory.create(series=row))
            series.append({"id": str(row.pk)})
    return {
        "activities": activities,
        "commitments": commitments,
        "question-sets": sets,
        "dependencies": dependencies,
        "figure-series": series,
    }


@st.composite
def cases(draw: Any, operation: Any, rows: dict[str, list[dict[str, str]]], caller: Caller) -> Case:
    """A request to an operation: as the document wants it, or wrong in the places that schemathesis notes."""
    mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = draw(operation.as_strategy(generation_mode=mode))
    wrong = {place for place, part in case.meta.components.items() if part.mode == GenerationMode.NEGATIVE}
    likely = st.sampled_from([True, True, True, False])
    kind = operation.path.split("/")[1]
    if case.path_parameters and ParameterLocation.PATH not in wrong and draw(likely):
        row = draw(st.sampled_from(rows[kind]))
        case.path_parameters = {name: row[name] for name in case.path_parameters}
        if "If-Match" in case.headers and ParameterLocation.HEADER not in wrong and draw(likely):
            case.headers["If-Match"] = caller.tag(f"{BASE}/{kind}/{row['id']}")
    for place, given_facts in ((ParameterLocation.QUERY, case.query), (ParameterLocation.BODY, case.body)):
        if place not in wrong and isinstance(given_facts, dict):
            for name in sorted(NAMES.keys() & given_facts.keys()):
                if draw(likely):
                    given_facts[name] = draw(st.sampled_from(NAMES[name]))
    return case


@pytest.fixture
def one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection stays open after a request, where the site would close one that is in a transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("office", ["secretariat", "member", "visitor"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_describes(name: str, office: str) -> None:
    operation = OPERATIONS[name]
    rows = rows_of_every_kind()
    caller = Caller(office)
    answers: Counter[int] = Counter()
    reads = operation.method == "get"
    may = office == "secretariat" or reads or (office == "member" and name not in NOT_FOR_MEMBERS)

    @settings(
        max_examples=EXAMPLES["reads" if reads else "changes"] * (4 if name in MANY_FACTS else 1) if may else 5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation, rows, caller))
    def call(case: Case) -> None:
        with transaction.atomic():
            response = caller.send(case)
            transaction.set_rollback(True)
        answers[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    call()
    succeeded = any(200 <= status < 300 for status in answers)
    assert succeeded == may, answers
