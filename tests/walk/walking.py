"""Walking: a person asks for an address in every way there is, and what comes back is searched and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.models import Source
from tests.api_client import own_address
from tests.file_words import words_in
from tests.planting import HOSTILE, MARKER, without_breaks
from tests.walk.addresses import Address, queries
from tests.walk.people import Person, Place
from tests.walk.routes import ApiExpected, Beyond, Expected
from tests.walk.world import World, guarded_at

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
"""The key of no row: what is hidden answers as this does."""
# What differs from one answer to the next without telling anything.
FLEETING = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r'name="key" value="[^"]+"'),
    re.compile(r"<dcterms:(created|modified)[^<]*<"),
    re.compile(r"^(Expires|X-Request-ID): .*$", re.MULTILINE),
    re.compile(r"expires=[^;]+|csrftoken=[^;]+"),
)


class QuietClient(Client):
    """A client that keeps nothing: no templates and contexts, which cost Django's much time, and no new cookies."""

    def request(self, **request: Any) -> Any:
        """The answer."""
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Question:
    """One thing that is asked of an address. `data` are the fields of a form."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, str], ...] | None = None

    def __str__(self) -> str:
        said = " ".join(f"{name}: {value}" for name, value in self.headers)
        return " ".join(filter(None, (self.method, self.path, said, "(a form)" if self.data is not None else "")))


@dataclass(frozen=True)
class Told:
    """Everything that an answer says: status, headers and cookies, and every word of its body."""

    status: int
    headers: str
    body: str

    @property
    def markers(self) -> set[str]:
        """The markers in it."""
        return set(MARKER.findall(self.headers)) | set(MARKER.findall(self.body))

    def settled(self) -> str:
        """It all, without what differs from one answer to the next."""
        text = f"{self.status}\n{self.headers}\n{self.body}"
        for pattern in FLEETING:
            text = pattern.sub("", text)
        return text


@dataclass
class Walker:
    """One person, by session or by token, who asks and remembers what was wrong with the answers."""

    world: World
    person: Person
    token: str = ""
    faults: list[str] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    stable: dict[Question, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = QuietClient(REMOTE_ADDR=own_address(), raise_request_exception=False)
        user = self.world.users[self.person]
        if user is not None and not self.token:
            self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.unseen = self.world.unseen_by(self.person)

    def ask(self, question: Question) -> Told:
        """The answer; whatever the question changed is undone."""
        headers = dict(question.headers) | ({"authorization": f"Bearer {self.token}"} if self.token else {})
        with transaction.atomic():
            if question.data is not None:
                response = self.client.post(question.path, _as_fields(question.data), headers=headers)
            else:
                response = self.client.generic(
                    question.method, question.path, content_type="application/json", headers=headers
                )
            told = tell(response)
            # Also after a GET: opening what is confidential is noted in the read ledger.
            transaction.set_rollback(True)
        return told

    def look(self, question: Question, status: int | None, name: str, *, stable: bool = False) -> Told:
        """Ask, and note every fault: another status than expected, a marker that this person may not find.

        `stable` answers are compared later with those of a world without hidden rows.
        """
        told = self.ask(question)
        if status is not None and told.status != status:
            self.fault(question, f"answered {told.status} where {status} was expected")
        if status is None and told.status >= 500:
            self.fault(question, f"answered {told.status}")
        asked = set(MARKER.findall(f"{question.path} {question.data}"))
        if "text/html" in told.headers and HOSTILE in told.body:
            self.fault(question, "holds words that are not escaped")
        leaked = (told.markers & self.unseen) - asked
        if name.startswith(("admin:", "beheer/")) and self.person.is_administrator:
            # Who may be in a compartment is an administrator's to say, and so its name an administrator's to know.
            leaked = {marker for marker in leaked if self.world.columns_of[marker] != "Compartment.name"}
        if leaked:
            self.fault(question, f"told {len(leaked)} hidden words: {self.world.whose(leaked)}")
        self.seen.setdefault(name, set()).update(told.markers - asked)
        if stable:
            self.stable[question] = told.settled()
        return told

    def compare(self) -> None:
        """Ask again in a world without what is hidden: not a byte may differ."""
        if not self.unseen:
            return
        with self.world.without_hidden(self.person):
            for question, settled in self.stable.items():
                again = self.ask(question).settled()
                if again != settled:
                    self.fault(question, f"differs when hidden rows are not there: {difference(settled, again)}")

    def fault(self, question: Question | str, words: str) -> None:
        """Note what is wrong."""
        means = " by token" if self.token else ""
        self.faults.append(f"{self.person.name}{means}: {question}: {words}")


def tell(response: Any) -> Told:
    """Read an answer whole."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    # How long a file is after packing tells no more than what is in it, which is compared, but for when it was made.
    packed = content.startswith(b"PK")
    lines = [
        f"{name}: {value}" for name, value in sorted(response.items()) if not (packed and name == "Content-Length")
    ]
    lines += [f"Set-Cookie: {morsel.OutputString()}" for morsel in response.cookies.values()]
    body = words_in(content)
    return Told(response.status_code, "\n".join(lines), without_breaks(body) if content.startswith(b"%PDF-") else body)


def difference(one: str, other: str) -> str:
    """Where two answers begin to differ."""
    place = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[max(0, place - 80) : place + 60]!r} against {other[max(0, place - 20) : place + 60]!r}"


def _as_fields(data: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in data:
        fields.setdefault(name, []).append(value)
    return fields


def path_of(world: World, address: Address, expected: Expected, place: Place | None, pk: Any = None) -> str:
    """The address for the row of a place, or for another key."""
    parts: dict[str, Any] = {}
    if expected.row is not None:
        parts["pk"] = pk or world.at(expected.row, place).pk  # type: ignore[arg-type]
    for name, part in expected.parts.items():
        if guarded_at(part):
            parts[name] = pk or world.at(part, place).pk  # type: ignore[arg-type]
        else:
            parts[name] = part(world) if callable(part) else part
    if address.name != address.pattern:
        return reverse(address.name, kwargs=parts)
    path = re.sub(r"\(/\.\*\)\?|[$^]", "", re.sub(r"\(\?P<\w+>.*\)", "x", address.pattern))
    for name, value in parts.items():
        path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
    return f"/{path}"


def walk(walker: Walker, address: Address, expected: Expected, *, whole: bool = True) -> None:
    """Everything that one person asks of one address; not `whole`: without the questions and forms of a page."""
    if isinstance(expected, Beyond):
        for method in expected.answers:
            question = Question(method, path_of(walker.world, address, expected, None))
            walker.look(question, expected.answer(method, walker.person), address.name)
        return
    places: list[Place | None] = [*walker.person.seen_places()] if expected.row is not None else [None]
    for number, place in enumerate(places, start=1):
        path = path_of(walker.world, address, expected, place)
        question = Question("GET", path)
        told = walker.look(question, expected.answer("GET", walker.person), address.name, stable=True)
        if number == 1:
            in_every_way(walker, address, expected, path, is_there=told.status == 200)
        if number == len(places) and told.status == 200 and whole:
            further(walker, address, expected, path, told)
    if expected.row is not None:
        of_what_is_hidden(walker, address, expected)


def in_every_way(walker: Walker, address: Address, expected: Expected, path: str, *, is_there: bool) -> None:
    """Ask for what is seen by every other method; and, where there is a page, as a fragment in the other language."""
    thorough = walker.person.is_curious or (isinstance(expected, ApiExpected) and not walker.token)
    for method in (*SAFE[1:], *UNSAFE) if thorough else ("POST",):
        status = _status(expected, method, walker.person)
        walker.look(Question(method, path), status, address.name, stable=status in (400, 422, 428))
    if is_there:
        otherwise = (("hx-request", "true"), ("accept-language", "en"))
        walker.look(Question("GET", path, otherwise), 200, address.name)


def further(walker: Walker, address: Address, expected: Expected, path: str, told: Told) -> None:
    """Ask a list its questions, and send the form that is on a page."""
    for query in (*expected.queries, *asked_of(walker, address)):
        walker.look(Question("GET", f"{path}?{query}"), None, address.name, stable=True)
    if "POST" in expected.answers and not isinstance(expected, ApiExpected):
        for data in filled_in(walker, told):
            walker.look(Question("POST", path, data=data), None, address.name, stable=True)


def _status(expected: Expected, method: str, person: Person) -> int | None:
    """What OPTIONS answers is Django's: which methods there are, the same whatever the row."""
    if method == "OPTIONS" and not isinstance(expected, ApiExpected):
        return None
    return expected.answer(method, person)


def of_what_is_hidden(walker: Walker, address: Address, expected: Expected) -> None:
    """Ask for a hidden row of each kind: the answer is that of a row that is nowhere, to the letter."""
    nowhere = path_of(walker.world, address, expected, None, NOWHERE)
    places = walker.person.hidden_places()
    for method in ("GET", *(one for one in UNSAFE if one in expected.answers)) if places else ():
        compared = walker.ask(Question(method, nowhere)).settled()
        for place in places if method == "GET" and walker.person.is_curious else places[-1:]:
            path = path_of(walker.world, address, expected, place)
            question = Question(method, path)
            told = walker.look(question, expected.answer_for_hidden(method, walker.person), "")
            settled = told.settled().replace(path, nowhere)
            if settled != compared:
                walker.fault(question, f"differs from a row that does not exist: {difference(settled, compared)}")
    for method in SAFE[1:] if places and walker.person.is_curious else ():
        question = Question(method, path_of(walker.world, address, expected, places[0]))
        walker.look(question, expected.answer_for_hidden(method, walker.person) if method == "HEAD" else None, "")


def asked_of(walker: Walker, address: Address) -> list[str]:
    """The questions of a list, with a hidden word of each kind of place to search for."""
    hidden = walker.person.hidden_places()
    words = [walker.world.a_word(place) for place in hidden]
    compartments = [walker.world.compartments[place.compartment].pk for place in hidden if place.compartment]
    return queries(address.view, words, compartments[0] if compartments else None)


def filled_in(walker: Walker, told: Told) -> Iterator[tuple[tuple[str, str], ...]]:
    """The form on a page, sent late (on an earlier revision), and sent with choices that are hidden."""
    page = Forms()
    page.feed(told.body)
    if not page.fields:
        return
    late = [(name, "1" if name == "revision" else value) for name, value, _kind in page.fields]
    yield tuple(late)
    hidden = walker.person.hidden_places()
    if not hidden:
        return
    compartment = next((walker.world.compartments[one.compartment].pk for one in hidden if one.compartment), "")
    source = walker.world.at(Source, hidden[0]).citation
    chosen = []
    for name, value, kind in page.fields:
        if kind == "suggesting":
            chosen.append((name, source))
        elif kind == "choice":
            chosen.append((name, str(hidden[-1].classification if name == "classification" else compartment)))
        else:
            chosen.append((name, value))
    yield (*chosen, ("compartment", str(compartment)))


class Forms(HTMLParser):
    """The fields of the last form on a page, as a browser would send them: name, value, kind."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str, str]] = []
        self._in_main = False
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a control."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = []
        name = facts.get("name", "")
        if tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = facts.get("type", "text")
            if kind not in ("radio", "checkbox"):
                self.fields.append((name, facts.get("value", ""), "suggesting" if "list" in facts else kind))
            elif "checked" in facts:
                self.fields.append((name, facts.get("value", ""), "choice"))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, "", tag))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in facts:
            self.fields.append((self._select, facts.get("value", ""), "choice"))

    def handle_data(self, data: str) -> None:
        """The words in a text area."""
        if self._area is not None:
            name, value, kind = self.fields[-1]
            self.fields[-1] = (name, value + data, kind)

    def handle_endtag(self, tag: str) -> None:
        """The end of a control."""
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = ""
