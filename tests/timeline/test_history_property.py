"""Whatever is edited, moved, reclassified, published or wiped, in whatever order: no history, page or answer of the API
tells anybody what they may not see, or what was wiped; and of a report that was published no byte changes.

Who may know a word is kept here in plain sets, beside the code: who saw a state of the row that held it, and sees the
row now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role, ViewerKind
from core.errors import DomainError, NotAllowedError
from core.history import history_of
from core.quarters import Quarter
from core.redaction import redact, redactable
from core.triggers import REASON_OF_A_CHANGE
from reports.models import Report, ReportVersion
from reports.verifying import faults_of
from tests.factories import NOW, Q4, CompartmentFactory, ReportFactory, a_user, join, viewer_of
from tests.publishing import Chairs, a_version
from timeline import actions
from timeline.models import Activity

MARKER = re.compile(r"MERK\d{5}X")
LEVELS = st.sampled_from(Classification)
_numbers = count(1)


@dataclass(frozen=True)
class State:
    """Who could see a row at some time, and the words that it then held."""

    seen_by: frozenset[str]
    words: frozenset[str]


@dataclass
class Known:
    """The states of one row, the newest last; `reasons` are words with those who saw both sides of their change."""

    states: list[State] = field(default_factory=list)
    reasons: list[tuple[str, frozenset[str]]] = field(default_factory=list)


class Histories(RuleBasedStateMachine):
    """One activity with the reasons of its moves and its milestones, and everybody who looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.circle = CompartmentFactory()
        self.people: dict[str, User] = {
            "insider": a_user(),
            "secretariat": a_user(),
            "cleared member": a_user(Role.DEPARTMENT_MEMBER, clearance=Classification.DEPARTMENTAL),
            "member": a_user(Role.DEPARTMENT_MEMBER),
            "post": a_user(Role.POST),
        }
        join(self.circle, user=self.people["insider"])
        self.ceilings = dict.fromkeys(self.people, Classification.DEPARTMENTAL) | {
            "member": Classification.INTERNAL,
            "post": Classification.INTERNAL,
        }
        self.viewers = {name: viewer_of(person) for name, person in self.people.items()}
        self.actor = self.viewers["insider"]
        self.wiped: set[str] = set()
        self.whole = Known()
        self.parts: dict[Any, tuple[Known, Classification]] = {}
        title = self.word()
        self.place = (Classification.INTERNAL, False)
        self.texts = {"title": title, "description": ""}
        self.activity = actions.plan_activity(
            self.actor, key=uuid4(), quarter=Q4, title=title, classification=Classification.INTERNAL
        )
        self.note()
        quarter = Quarter(2001 + next(_numbers) % 90, 1)
        report = ReportFactory(quarter=quarter) if not quarter_taken(quarter) else Report.objects.get(quarter=quarter)
        self.published = a_version(report, f"Over {title}.")
        Chairs(self.people["insider"]).publish(self.published)
        self.bytes = bytes_of(self.published)

    def word(self) -> str:
        return f"MERK{next(_numbers):05d}X"

    def note(self) -> None:
        """Remember the state that the activity is in now."""
        words = {word for text in self.texts.values() for word in MARKER.findall(text)}
        self.whole.states.append(State(self.who_sees(*self.place), frozenset(words)))
        self.activity = Activity.objects.get(pk=self.activity.pk)

    def who_sees(self, level: Classification, in_circle: bool) -> frozenset[str]:
        """By the rule in words: up to one's ceiling, and in the circle only who is in it."""
        return frozenset(
            name for name, ceiling in self.ceilings.items() if level <= ceiling and (not in_circle or name == "insider")
        )

    @rule(title=st.booleans())
    def edit(self, title: bool) -> None:
        self.texts["title" if title else "description"] = self.word()
        actions.change_activity(
            self.actor,
            self.activity,
            revision=self.activity.revision,
            title=self.texts["title"],
            description=self.texts["description"],
        )
        self.note()

    @rule(level=LEVELS, in_circle=st.booleans())
    def reclassify(self, level: Classification, in_circle: bool) -> None:
        reason, before = self.word(), self.who_sees(*self.place)
        actions.reclassify_activity(
            self.actor,
            self.activity,
            revision=self.activity.revision,
            classification=level,
            compartment=self.circle if in_circle else None,
            ground=Ground.values[0],
            reason=reason,
        )
        self.place = (level, in_circle)
        self.whole.reasons.append((reason, before & self.who_sees(*self.place)))
        # A milestone has no level of its own that could stay up when the activity comes down again.
        self.parts = {
            key: (known, own if self.is_milestone(key) else max(own, level)) for key, (known, own) in self.parts.items()
        }
        self.note()

    @rule(level=LEVELS)
    def move(self, level: Classification) -> None:
        reason = self.word()
        if level < self.place[0]:
            with pytest.raises(DomainError):
                self.moved(level, reason)
            return
        move = self.moved(level, reason)
        # The reason stays in the circle in which it was given, also where the activity leaves it.
        seen = self.who_sees(level, self.place[1])
        known = Known([State(seen, frozenset({reason}))])
        self.parts[move.pk] = (known, level)
        self.note()

    def moved(self, level: Classification, reason: str) -> Any:
        return actions.move_activity(
            self.actor,
            self.activity,
            revision=self.activity.revision,
            to_quarter=self.activity.quarter.next(),
            reason=reason,
            classification=level,
        )

    @rule()
    def add_milestone(self) -> None:
        word = self.word()
        milestone = actions.add_milestone(
            self.actor,
            self.activity,
            revision=self.activity.revision,
            title=word,
            due_on=NOW.date() + timedelta(days=9),
        )
        known = Known([State(self.who_sees(*self.place), frozenset({word}))])
        self.parts[milestone.pk] = (known, Classification.PUBLIC)
        self.note()

    @precondition(lambda self: self.place == (Classification.PUBLIC, False))
    @rule()
    def publish(self) -> None:
        actions.publish_activity(self.actor, self.activity, revision=self.activity.revision)
        self.note()

    @rule(place=st.integers(0, 30), own=st.booleans())
    def wipe(self, place: int, own: bool) -> None:
        offered = redactable(self.actor, self.activity)
        words = offered[place % len(offered)]
        gone = self.words_of(words.pk, words.column)
        redact(self.actor, self.activity, revision=self.activity.revision, words=[words.key], reason="AVG")
        if words.pk == self.activity.pk and words.column in self.texts and self.texts[words.column]:
            self.texts[words.column] = "[verwijderd]"
        self.wiped |= gone
        self.note()

    def words_of(self, pk: Any, column: str) -> set[str]:
        """The words that a wipe takes: all that ever stood in the column."""
        if pk == self.activity.pk:
            if column not in self.texts:
                return {reason for reason, _who in self.whole.reasons} if column == REASON_OF_A_CHANGE else set()
            texts = Activity.pgh_event_model.objects.filter(pgh_obj_id=pk).values_list(column, flat=True)  # type: ignore[attr-defined]
            return {word for text in texts for word in MARKER.findall(text)}
        return {word for state in self.parts[pk][0].states for word in state.words}

    @rule(name=st.sampled_from(["member", "post", "cleared member"]))
    def others_change_nothing(self, name: str) -> None:
        revision = self.activity.revision
        with pytest.raises((NotAllowedError, Http404)):
            redact(self.viewers[name], self.activity, revision=revision, words=["x"], reason="x")
        assert Activity.objects.get(pk=self.activity.pk).revision == revision

    def may_know(self, name: str) -> set[str]:
        """The words that somebody may know of the activity now."""
        if name not in self.who_sees(*self.place):
            return set()
        words = {word for state in self.whole.states if name in state.seen_by for word in state.words}
        words |= {reason for reason, knowers in self.whole.reasons if name in knowers}
        for known, level in self.parts.values():
            if level <= self.ceilings[name]:
                words |= {word for state in known.states if name in state.seen_by for word in state.words}
                # A milestone is seen as it is by who sees the activity; so is a reason that its own level lets out.
                words |= {word for word in known.states[0].words if name in known.states[0].seen_by}
        return words - self.wiped

    @invariant()
    def histories_tell_nothing_else(self) -> None:
        for name, viewer in self.viewers.items():
            told = set(MARKER.findall(repr(history_of(viewer, self.activity))))
            assert told <= self.may_know(name), (name, told - self.may_know(name))

    @invariant()
    def who_may_know_all_is_told_the_changes(self) -> None:
        insider = self.may_know("insider")
        told = set(MARKER.findall(repr(history_of(self.actor, self.activity))))
        reasons = {word for word, _who in self.whole.reasons}
        assert told >= (insider & reasons)

    @invariant()
    def no_published_byte_changes(self) -> None:
        assert not faults_of(self.published)
        assert bytes_of(self.published) == self.bytes

    def teardown(self) -> None:
        for name, person in self.people.items():
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            for address in self.addresses():
                answer = client.get(address)
                told = set(MARKER.findall(re.sub(r"\s", "", answer.content.decode())))
                # What stands in a part now may be known though it was added while the whole was hidden.
                assert told <= self.may_know(name) | self.stands_there(name), (name, address)
        assert not set(MARKER.findall(Client().get(self.addresses()[0]).content.decode()))

    def stands_there(self, name: str) -> set[str]:
        """The words that stand in parts now, for who sees the whole and the part."""
        if name not in self.who_sees(*self.place):
            return set()
        parts = (
            known.states[0].words
            for pk, (known, level) in self.parts.items()
            if level <= self.ceilings[name] and (self.is_milestone(pk) or name in known.states[0].seen_by)
        )
        return {word for words in parts for word in words} - self.wiped

    def is_milestone(self, pk: Any) -> bool:
        return bool(self.activity.milestones.filter(pk=pk).exists())

    def addresses(self) -> list[str]:
        pk = self.activity.pk
        names = ("timeline:activity", "timeline:activity-history", "timeline:redact-activity", "timeline:move-activity")
        return [*(reverse(name, args=[pk]) for name in names), f"/api/v1/activities/{pk}"]


def quarter_taken(quarter: Quarter) -> bool:
    return Report.objects.filter(quarter=quarter, audience=ViewerKind.KAMER).exists()


def bytes_of(version: ReportVersion) -> list[bytes]:
    """The files of a version as they are stored now."""
    return [rendition.file.open("rb").read() for rendition in version.renditions.order_by("format")]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_more_than_they_may_know() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
