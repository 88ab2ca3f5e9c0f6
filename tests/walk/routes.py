"""What every address answers to whom: the one table that the walk compares the house with.

One line for every address, by its name (by its pattern where it has none). Add yours as one of these:

    "app:name": look(Model, shows=("title",))      a page about a row that all staff may open
    "app:name": form(TASKFORCE, Model)             a form that these people may open and send
    "app:name": press(TASKFORCE, Model)            a button: POST does it at once
    "app:name": api(Model, PUT=TASKFORCE)          an address of the API: everybody reads, these change
    "app:name": beyond(GET=(200, 302, 302))        somebody else's page (allauth, the admin) that shows no rows

Without a model it is about no row (a list, a form for a new row). `shows` are columns whose words must stand there for
who may see them: the proof that what is hidden would have been found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import Guarded, Job
from dependencies.models import Dependency, DependencyCitation, FigureSeries
from questions.models import Question, QuestionSet
from reports.models import Report, ReportVersion
from tests.walk.people import AUDITORS, CO_CHAIRS, LEADERS, MEMBERS, OTHER, PUBLISHED, STAFF, TASKFORCE, Person, Place
from tests.walk.world import BLOCK, CHAPTER, World
from timeline.models import Activity, ActivityCitation, Commitment, Milestone

Model = type[Guarded]
Answer = Callable[[Person], int]
People = frozenset[Person]


@dataclass(frozen=True)
class Expected:
    """What an address answers: by method for a row that the viewer sees, and for one that is hidden from it.

    `parts` fill in what the address needs beside the row: words, or a model of which the row in the same place is
    meant. `lists` is the model of which an address without a row lists everything that is seen.
    """

    answers: dict[str, Answer]
    hidden: Answer
    other_methods: Answer
    row: Model | None = None
    lists: Model | None = None
    parts: dict[str, Any] = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()

    def answer(self, method: str, person: Person) -> int:
        """The status for a visible row, without a body."""
        return self.answers.get("GET" if method == "HEAD" else method, self.other_methods)(person)

    def answer_for_hidden(self, method: str, person: Person) -> int:
        """The status for a row that the viewer does not see: as if there were none."""
        known = method in self.answers or (method == "HEAD" and "GET" in self.answers)
        return self.hidden(person) if known or self.other_methods(person) < 400 else self.other_methods(person)


def _staff(status: int, by: People = STAFF) -> Answer:
    return lambda person: 302 if person.is_visitor else status if person in by else 403


def _page(answers: dict[str, Answer], row: Model | None, parts: dict[str, Any], **facts: Any) -> Expected:
    return Expected(answers, hidden=_staff(404), other_methods=_staff(405), row=row, parts=parts, **facts)


def look(
    row: Model | None = None,
    *,
    lists: Model | None = None,
    shows: tuple[str, ...] = (),
    queries: tuple[str, ...] = (),
    by: People = STAFF,
    **parts: Any,
) -> Expected:
    """A page for staff that shows something."""
    return _page({"GET": _staff(200, by)}, row, parts, lists=lists, shows=shows, queries=queries)


def form(by: People, row: Model | None = None, **parts: Any) -> Expected:
    """A page with a form that only these people may open and send; sent empty it comes back."""
    return _page({"GET": _staff(200, by), "POST": _staff(422, by)}, row, parts)


def press(by: People, row: Model | None = None, **parts: Any) -> Expected:
    """A button that only these people may press; it leads on."""
    return _page({"POST": _staff(302, by)}, row, parts)


def public(*, visitor: int = 200, staff: int = 200, **facts: Any) -> Expected:
    """A page for everybody that is about no row."""
    answers: dict[str, Answer] = {"GET": lambda person: visitor if person.is_visitor else staff}
    return Expected(answers, hidden=lambda person: 404, other_methods=lambda person: 405, **facts)


def api(
    row: Model | None = None,
    *,
    reads: bool = True,
    keyed: bool = False,
    lists: Model | None = None,
    shows: tuple[str, ...] = (),
    parts: dict[str, Any] | None = None,
    **changes: People,
) -> Expected:
    """An address of the API, sent no body and no header: who may change a row is asked for If-Match, and for a new row
    for what it is, as is who makes a `keyed` part of one."""
    answers: dict[str, Answer] = {"GET": lambda person: 200} if reads else {}

    def changed(by: People) -> Answer:
        return lambda person: (
            401 if person.is_visitor else 403 if person not in by else 428 if row and not keyed else 400
        )

    answers |= {method: changed(by) for method, by in changes.items()}
    return ApiExpected(
        answers,
        hidden=lambda person: 404,
        other_methods=lambda person: 405,
        row=row,
        lists=lists,
        shows=shows,
        parts=parts or {},
    )


class ApiExpected(Expected):
    """An address of the API: whoever says not who it is is told so first, whatever the row."""

    def answer(self, method: str, person: Person) -> int:
        """401 to a visitor who would change something, also by a method that there is not."""
        if person.is_visitor and method in ("POST", "PUT", "PATCH", "DELETE"):
            return 401
        return super().answer(method, person)

    def answer_for_hidden(self, method: str, person: Person) -> int:
        """The same for a row that is hidden."""
        if person.is_visitor and method in ("POST", "PUT", "PATCH", "DELETE"):
            return 401
        return super().answer_for_hidden(method, person)


class Beyond(Expected):
    """A page that others wrote: only GET and POST are compared."""


def beyond(**facts: Any) -> Expected:
    """A page that is not ours and shows no row: `GET` and `POST` for a visitor, for staff, for an administrator.

    Other facts are parts of the address.
    """

    def by_kind(statuses: tuple[int, int, int]) -> Answer:
        return lambda person: statuses[0 if person.is_visitor else 2 if person.is_administrator else 1]

    answers = {method: by_kind(facts.pop(method)) for method in ("GET", "POST") if method in facts}
    return Beyond(answers, hidden=lambda person: 404, other_methods=lambda person: 405, parts=facts)


OPEN, OWN = (200, 200, 200), (302, 200, 200)
LED_ON, NOTHING = (302, 302, 302), (404, 404, 404)
ADMIN, FORBIDDEN = (302, 302, 200), (302, 302, 403)


def admin(
    name: str, row: Callable[[World], Any] | None, *, adds: bool = True, changes: bool = True
) -> dict[str, Expected]:
    """The pages of one model in the admin, over one row of it (None where nobody may see its rows); nothing is deleted
    there."""
    facts: dict[str, Any] = {"object_id": (lambda world: row(world).pk) if row else "1"}
    add, seen = ADMIN if adds else FORBIDDEN, ADMIN if row else LED_ON
    return {
        f"admin:{name}_changelist": beyond(GET=ADMIN, POST=ADMIN),
        f"admin:{name}_add": beyond(GET=add, POST=add),
        f"admin:{name}_history": beyond(GET=seen, **facts),
        f"admin:{name}_delete": beyond(GET=FORBIDDEN if row else LED_ON, **facts),
        f"admin:{name}_change": beyond(GET=seen, POST=ADMIN if changes else FORBIDDEN, **facts),
        f"beheer/{name.replace('_', '/')}/<path:object_id>/": beyond(GET=LED_ON, **facts),
    }


def somebody(world: World) -> Any:
    """The account of a person who walks."""
    return world.users[next(person for person in TASKFORCE if person.department)]


def published_quarter(world: World) -> str:
    """The quarter of the report that was published."""
    return str(world.at(Report, PUBLISHED).quarter)


def published_number(world: World) -> int:
    """The number of its version that was published."""
    return int(world.at(ReportVersion, PUBLISHED).number)


CAN_CHANGE = TASKFORCE | LEADERS
CAN_REGISTER = TASKFORCE | MEMBERS
ROUTES: dict[str, Expected] = {
    "front": public(staff=302, lists=Activity, shows=("title",)),
    "today": look(shows=("title",), lists=Activity),
    "timeline:plan": look(lists=Activity, shows=("title",), queries=("year=2023", "quarter=2023-Q4", "year=x")),
    "timeline:activities": look(lists=Activity, shows=("title",)),
    "timeline:add-activity": form(TASKFORCE),
    "timeline:activity": look(Activity, shows=("title", "description", "yielded", "state_reason")),
    "timeline:change-activity": form(CAN_CHANGE, Activity),
    "timeline:move-activity": form(CAN_CHANGE, Activity),
    "timeline:record-progress": form(CAN_CHANGE, Activity),
    "timeline:reclassify-activity": form(TASKFORCE, Activity),
    "timeline:publish-activity": form(TASKFORCE, Activity),
    "timeline:activity-history": look(Activity, shows=("title",), queries=("page=2",)),
    "timeline:redact-activity": form(TASKFORCE, Activity),
    "timeline:add-milestone": form(CAN_CHANGE, Activity),
    "timeline:cite-source": form(CAN_CHANGE, Activity),
    "timeline:remove-citation": form(CAN_CHANGE, ActivityCitation),
    "timeline:reach-milestone": form(CAN_CHANGE, Milestone),
    "timeline:commitments": look(lists=Commitment, shows=("text",)),
    "timeline:add-commitment": form(TASKFORCE),
    "timeline:commitment": look(Commitment, shows=("text", "source_locator", "officeholder", "settled_locator")),
    "timeline:change-commitment": form(TASKFORCE, Commitment),
    "timeline:settle-commitment": form(CAN_CHANGE, Commitment),
    "timeline:reclassify-commitment": form(TASKFORCE, Commitment),
    "timeline:publish-commitment": form(TASKFORCE, Commitment),
    "timeline:commitment-history": look(Commitment, shows=("text",), queries=("page=2",)),
    "timeline:redact-commitment": form(TASKFORCE, Commitment),
    "questions:list": look(lists=QuestionSet, shows=("note",)),
    "questions:set": look(QuestionSet, shows=("note",)),
    "questions:compare": look(QuestionSet, queries=("other=1", "other=99")),
    "questions:history": look(QuestionSet, shows=("note",), queries=("page=2",)),
    "questions:draft": form(TASKFORCE, QuestionSet),
    "questions:change-note": form(TASKFORCE, QuestionSet),
    "questions:adopt": form(CO_CHAIRS, QuestionSet),
    "questions:reclassify": form(TASKFORCE, QuestionSet),
    "questions:publish": form(TASKFORCE, QuestionSet),
    "questions:redact": form(TASKFORCE, QuestionSet),
    "questions:add-question": form(TASKFORCE, QuestionSet),
    "questions:change-question": form(TASKFORCE, Question),
    "questions:place-question": form(TASKFORCE, Question),
    "questions:remove-question": form(TASKFORCE, Question),
    "dependencies:register": look(lists=Dependency, shows=("title", "code")),
    "dependencies:add": form(CAN_REGISTER),
    "dependencies:similar": look(by=CAN_REGISTER, queries=("title=RIJ&goods_codes=2809+10", "goods_codes=x")),
    "dependencies:dependency": look(Dependency, shows=("title", "code", "description", "priority_reason")),
    "dependencies:change": form(CAN_CHANGE, Dependency),
    "dependencies:look": form(CAN_CHANGE, Dependency),
    "dependencies:reclassify": form(TASKFORCE, Dependency),
    "dependencies:publish": form(TASKFORCE, Dependency),
    "dependencies:history": look(Dependency, shows=("title",), queries=("page=2",)),
    "dependencies:redact": form(TASKFORCE, Dependency),
    "dependencies:cite-source": form(CAN_CHANGE, Dependency),
    "dependencies:add-series-of": form(CAN_CHANGE, Dependency),
    "dependencies:remove-citation": form(CAN_CHANGE, DependencyCitation),
    "dependencies:series-list": look(lists=FigureSeries, shows=("about",)),
    "dependencies:add-series": form(TASKFORCE),
    "dependencies:series": look(FigureSeries, shows=("about", "note", "locator")),
    "dependencies:change-series": form(CAN_CHANGE, FigureSeries),
    "dependencies:look-series": form(CAN_CHANGE, FigureSeries),
    "dependencies:reclassify-series": form(TASKFORCE, FigureSeries),
    "dependencies:publish-series": form(TASKFORCE, FigureSeries),
    "dependencies:series-history": look(FigureSeries, shows=("about",), queries=("page=2",)),
    "dependencies:redact-series": form(TASKFORCE, FigureSeries),
    "reports:list": look(lists=Report, shows=("title",)),
    "reports:start": form(TASKFORCE),
    "reports:report": look(Report, shows=("title",)),
    "reports:change": form(TASKFORCE, Report),
    "reports:report-history": look(Report, shows=("title",), queries=("page=2",)),
    "reports:redact": form(TASKFORCE, Report),
    "reports:compare": look(Report, queries=("before=1&after=2", "before=1&after=99")),
    "reports:compile": press(TASKFORCE, Report),
    "reports:write-chapter": form(TASKFORCE, Report, key=CHAPTER),
    "reports:ask-review": form(TASKFORCE, ReportVersion),
    "reports:approve": form(CO_CHAIRS, ReportVersion),
    "reports:publish": form(TASKFORCE, ReportVersion),
    "reports:withdraw": form(CO_CHAIRS, ReportVersion),
    "reports:uses": look(Activity, shows=("title",), model="timeline.activity"),
    "reports:version": look(ReportVersion, shows=("document",)),
    "reports:block": look(ReportVersion, shows=("document",), block=BLOCK),
    "reports:file": look(ReportVersion, format="html"),
    "publications:list": public(),
    "publications:quarter": public(visitor=302, staff=302, parts={"quarter": published_quarter}),
    "publications:paper": public(parts={"quarter": published_quarter, "number": published_number}),
    "publications:file": public(parts={"quarter": published_quarter, "number": published_number, "format": "html"}),
    "core:ledger": look(by=AUDITORS),
    "core:job": look(Job, shows=("error",)),
    "core:cancel-job": press(TASKFORCE, Job),
    "api-root": api(),
    "api-docs": public(),
    "openapi": public(),
    "api-activities": api(lists=Activity, shows=("title", "description", "yielded"), POST=TASKFORCE),
    "api-activity": api(Activity, shows=("title",), PATCH=CAN_CHANGE),
    "api-activity-moves": api(Activity, POST=CAN_CHANGE),
    "api-activity-progress": api(Activity, reads=False, PUT=CAN_CHANGE),
    "api-activity-milestones": api(Activity, POST=CAN_CHANGE),
    "api-milestone-reached": api(Activity, reads=False, parts={"milestone": Milestone}, PUT=CAN_CHANGE),
    "api-activity-citations": api(Activity, POST=CAN_CHANGE),
    "api-activity-citation": api(Activity, reads=False, parts={"citation": ActivityCitation}, DELETE=CAN_CHANGE),
    "api-activity-classification": api(Activity, reads=False, PUT=TASKFORCE),
    "api-activity-publication": api(Activity, reads=False, POST=TASKFORCE),
    "api-commitments": api(lists=Commitment, shows=("text", "officeholder"), POST=TASKFORCE),
    "api-commitment": api(Commitment, shows=("text",), PATCH=TASKFORCE),
    "api-commitment-settlement": api(Commitment, reads=False, POST=CAN_CHANGE),
    "api-commitment-classification": api(Commitment, reads=False, PUT=TASKFORCE),
    "api-commitment-publication": api(Commitment, reads=False, POST=TASKFORCE),
    "api-question-sets": api(lists=QuestionSet, shows=("note",)),
    "api-question-set": api(QuestionSet, shows=("note",)),
    "api-dependencies": api(lists=Dependency, shows=("title", "code", "description"), POST=CAN_REGISTER),
    "api-dependency": api(Dependency, shows=("title",), PATCH=CAN_CHANGE),
    "api-dependency-look": api(Dependency, reads=False, POST=CAN_CHANGE),
    "api-dependency-figure-series": api(Dependency, keyed=True, POST=CAN_CHANGE),
    "api-dependency-citations": api(Dependency, POST=CAN_CHANGE),
    "api-dependency-citation": api(Dependency, reads=False, parts={"citation": DependencyCitation}, DELETE=CAN_CHANGE),
    "api-dependency-classification": api(Dependency, reads=False, PUT=TASKFORCE),
    "api-dependency-publication": api(Dependency, reads=False, POST=TASKFORCE),
    "api-all-figure-series": api(lists=FigureSeries, shows=("about", "note"), POST=TASKFORCE),
    "api-figure-series": api(FigureSeries, shows=("about", "locator"), PATCH=CAN_CHANGE),
    "api-figure-series-look": api(FigureSeries, reads=False, POST=CAN_CHANGE),
    "api-figure-series-classification": api(FigureSeries, reads=False, PUT=TASKFORCE),
    "api-figure-series-publication": api(FigureSeries, reads=False, POST=TASKFORCE),
    "^api(/.*)?$": beyond(GET=NOTHING, POST=NOTHING),
    # Signing in, and one's own account.
    "account_email": beyond(GET=NOTHING, POST=NOTHING),
    "mail-preferences": beyond(GET=OWN, POST=(302, 422, 422)),
    "sessions": beyond(GET=OWN, POST=LED_ON),
    "end-session": beyond(GET=(302, 405, 405), POST=LED_ON),
    "usersessions_list": beyond(GET=OWN, POST=LED_ON),
    "api-tokens": beyond(GET=LED_ON, POST=LED_ON),
    "revoke-api-token": beyond(GET=(302, 405, 405), POST=LED_ON),
    "account_login": beyond(GET=(200, 302, 302), POST=(200, 302, 302)),
    "account_logout": beyond(GET=OWN, POST=LED_ON),
    "account_inactive": beyond(GET=OPEN),
    "account_signup": beyond(GET=(200, 302, 302), POST=(200, 302, 302)),
    "account_reauthenticate": beyond(GET=OWN, POST=OWN),
    "account_email_verification_sent": beyond(GET=OPEN),
    "account_change_password": beyond(GET=OWN, POST=OWN),
    "account_set_password": beyond(GET=LED_ON, POST=LED_ON),
    "account_reset_password": beyond(GET=OPEN, POST=OPEN),
    "account_confirm_login_code": beyond(GET=LED_ON, POST=LED_ON),
    "account_confirm_email": beyond(GET=OPEN, POST=NOTHING, key="x"),
    "account_reset_password_from_key_done": beyond(GET=OPEN),
    "account_reset_password_from_key": beyond(GET=OPEN, POST=OPEN, uidb36="1", key="x"),
    "account_reset_password_done": beyond(GET=OPEN),
    "mfa_index": beyond(GET=OWN),
    "mfa_authenticate": beyond(GET=LED_ON, POST=LED_ON),
    "mfa_reauthenticate": beyond(GET=LED_ON, POST=LED_ON),
    "mfa_activate_totp": beyond(GET=LED_ON, POST=LED_ON),
    "mfa_deactivate_totp": beyond(GET=(302, 404, 404), POST=(302, 404, 404)),
    "mfa_view_recovery_codes": beyond(GET=(302, 404, 404)),
    "mfa_generate_recovery_codes": beyond(GET=LED_ON, POST=LED_ON),
    "mfa_download_recovery_codes": beyond(GET=(302, 404, 404)),
    "set_language": beyond(GET=LED_ON, POST=LED_ON),
    # The admin.
    "admin:index": beyond(GET=ADMIN),
    "admin:login": beyond(GET=(302, 403, 302)),
    "admin:logout": beyond(POST=ADMIN),
    "admin:password_change": beyond(GET=ADMIN, POST=ADMIN),
    "admin:password_change_done": beyond(GET=ADMIN),
    "admin:autocomplete": beyond(GET=FORBIDDEN),
    "admin:jsi18n": beyond(GET=ADMIN),
    "admin:view_on_site": beyond(
        GET=NOTHING,
        content_type_id=lambda world: ContentType.objects.get_for_model(Activity).pk,
        object_id=lambda world: world.at(Activity, Place(2, OTHER)).pk,
    ),
    "admin:app_list": beyond(GET=ADMIN, app_label="core"),
    "^beheer/r/": beyond(GET=NOTHING),
    "beheer/(?P<url>.*)$": beyond(GET=(302, 302, 404)),
    "admin:auth_user_password_change": beyond(GET=ADMIN, POST=ADMIN, id=lambda world: somebody(world).pk),
    **admin("accounts_user", somebody),
    **admin("accounts_department", lambda world: somebody(world).department),
    **admin("accounts_compartment", lambda world: world.compartments[OTHER]),
    **admin("core_job", lambda world: world.at(Job, Place(2, OTHER)), adds=False, changes=False),
    **admin("core_mail", lambda world: world.mail, adds=False, changes=False),
    **admin("mfa_authenticator", None, adds=False, changes=False),
    # Operations.
    "healthz": beyond(GET=OPEN),
    "readyz": beyond(GET=OPEN),
    "metrics": beyond(GET=NOTHING),
}
