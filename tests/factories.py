"""Rows for tests, as few facts as a row needs; a test names the facts that it is about."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType
from factory.django import DjangoModelFactory
from knox.models import AuthToken

from accounts.classification import Classification
from accounts.models import ApiToken, Compartment, CompartmentMember, Department, User
from accounts.roles import AUDIENCES, Role, ViewerKind
from accounts.viewers import Viewer
from core import clock
from core.models import FocusArea, Redaction, Source, SourceKind
from core.quarters import Quarter
from dependencies import goods
from dependencies.codes import new_code
from dependencies.models import (
    Dependency,
    DependencyGoodsCode,
    Figure,
    FigureSeries,
    Nomenclature,
    Reporter,
    RouteStop,
    SeriesKind,
    Subject,
)
from questions.models import LEVELS, Group, Question, QuestionSet, SetState
from reports.models import Approval, Publication, Report, ReportVersion, ReviewRequest
from timeline.models import Activity, Commitment, CommitmentKind, Milestone, Move

PASSWORD = "een lang wachtwoord voor tests"
NOW = datetime(2023, 12, 4, 9, 0, tzinfo=clock.AMSTERDAM)
Q4 = Quarter(2023, 4)


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department
        django_get_or_create = ("abbreviation",)

    abbreviation = factory.Sequence(lambda n: f"DEP{n}")
    name = factory.LazyAttribute(lambda row: f"Ministerie {row.abbreviation}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    name = factory.Sequence(lambda n: f"Persoon {n}")
    role = Role.SECRETARIAT
    department = None

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class ApiTokenFactory(DjangoModelFactory[ApiToken]):
    class Meta:
        model = ApiToken

    token = factory.LazyFunction(lambda: AuthToken.objects.create(UserFactory())[0])
    name = "Koppeling"


class CompartmentFactory(DjangoModelFactory[Compartment]):
    class Meta:
        model = Compartment
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Kring {n}")


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    kind = SourceKind.STUDY
    citation = factory.Sequence(lambda n: f"Fictieve studie {n}")
    classification = Classification.PUBLIC


class FocusAreaFactory(DjangoModelFactory[FocusArea]):
    class Meta:
        model = FocusArea
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"gebied-{n}")
    name_nl = factory.LazyAttribute(lambda row: f"Gebied {row.slug}")
    name_en = factory.LazyAttribute(lambda row: f"Area {row.slug}")


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity

    quarter = Q4
    original_quarter = factory.SelfAttribute("quarter")
    title = factory.Sequence(lambda n: f"Activiteit {n}")


class MoveFactory(DjangoModelFactory[Move]):
    class Meta:
        model = Move

    activity = factory.SubFactory(ActivityFactory)
    from_quarter = Quarter(2023, 3)
    to_quarter = Q4
    reason = "Wacht op onderzoek"
    moved_at = NOW


class RedactionFactory(DjangoModelFactory[Redaction]):
    class Meta:
        model = Redaction

    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Activity))
    object_id = factory.LazyFunction(uuid.uuid4)
    fields = ("title",)
    reason = "Verzoek op grond van de AVG"
    redacted_by = factory.SubFactory(UserFactory)
    redacted_at = NOW


class MilestoneFactory(DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    activity = factory.SubFactory(ActivityFactory)
    title = factory.Sequence(lambda n: f"Mijlpaal {n}")
    due_on = NOW.date()


class CommitmentFactory(DjangoModelFactory[Commitment]):
    class Meta:
        model = Commitment

    kind = CommitmentKind.PROMISE
    text = factory.Sequence(lambda n: f"Toezegging {n}")
    source = factory.SubFactory(SourceFactory)


class QuestionSetFactory(DjangoModelFactory[QuestionSet]):
    """A draft."""

    class Meta:
        model = QuestionSet

    series = factory.Sequence(lambda n: f"reeks-{n}")
    version = 1
    note = "Wat er anders is"


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    question_set = factory.SubFactory(QuestionSetFactory)
    key = factory.Sequence(lambda n: f"vraag-{n}")
    group = Group.RISK
    text_nl = factory.Sequence(lambda n: f"Vraag {n}?")
    text_en = factory.Sequence(lambda n: f"Question {n}?")
    quote = "de mate van marktconcentratie"
    source_section = "1.1"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **facts: Any) -> Any:
        words = {"nl": "niveau", "en": "level"}
        levels = {f"level_{level}_{lang}": f"{words[lang]} {level}" for lang in words for level in LEVELS}
        return super()._create(model_class, *args, **levels | facts)


def adopted_set(**facts: Any) -> Any:
    """An adopted question set with a question in each group."""
    made = QuestionSetFactory(**facts)
    for group in Group:
        QuestionFactory(question_set=made, group=group)
    made.state, made.adopted_at = SetState.ADOPTED, NOW
    made.save()
    return made


class DependencyFactory(DjangoModelFactory[Dependency]):
    class Meta:
        model = Dependency

    code = factory.LazyFunction(new_code)
    title = factory.Sequence(lambda n: f"Afhankelijkheid {n}")
    subject = Subject.PRODUCT
    lead_department = factory.SubFactory(DepartmentFactory)


class DependencyGoodsCodeFactory(DjangoModelFactory[DependencyGoodsCode]):
    class Meta:
        model = DependencyGoodsCode

    dependency = factory.SubFactory(DependencyFactory)
    code = "280910"
    nomenclature = factory.LazyAttribute(
        lambda row: Nomenclature.HS_2022 if len(row.code) == goods.DIGITS else Nomenclature.CN
    )


class FigureSeriesFactory(DjangoModelFactory[FigureSeries]):
    """A series of a new dependency as confidential as it; `dependency=None` for one that stands alone."""

    class Meta:
        model = FigureSeries

    about = factory.Sequence(lambda n: f"Product {n}")
    kind = SeriesKind.AMOUNT
    reporter = Reporter.NETHERLANDS
    source = factory.SubFactory(SourceFactory)
    dependency = factory.SubFactory(DependencyFactory, classification=Classification.PUBLIC)


class FigureFactory(DjangoModelFactory[Figure]):
    class Meta:
        model = Figure

    series = factory.SubFactory(FigureSeriesFactory)
    country = "CN"
    value = 59


class RouteStopFactory(DjangoModelFactory[RouteStop]):
    class Meta:
        model = RouteStop

    figure = factory.SubFactory(FigureFactory)
    seq = 1
    country = "BE"


class ReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report

    quarter = Q4
    audience = ViewerKind.KAMER
    title = factory.LazyAttribute(lambda row: f"Voortgangsrapportage {row.quarter}")
    classification = factory.LazyAttribute(lambda row: AUDIENCES[ViewerKind(row.audience)])


class ReviewRequestFactory(DjangoModelFactory[ReviewRequest]):
    class Meta:
        model = ReviewRequest
        django_get_or_create = ("version",)

    version = factory.LazyFunction(lambda: _some_version())
    by = factory.SubFactory(UserFactory)
    at = NOW


class ApprovalFactory(DjangoModelFactory[Approval]):
    """An approval of what was asked, of exactly the text of its version whatever else is said."""

    class Meta:
        model = Approval

    version = factory.LazyFunction(lambda: _some_version())
    department = factory.SubFactory(DepartmentFactory)
    by = factory.LazyAttribute(lambda row: UserFactory(role=Role.CO_CHAIR, department=row.department))
    at = NOW

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **facts: Any) -> Any:
        ReviewRequestFactory(version=facts["version"])
        return super()._create(model_class, *args, **facts | {"sha256": facts["version"].sha256})


class PublicationFactory(DjangoModelFactory[Publication]):
    """A publication that two departments approved, as confidential as its version; with a reason it was withdrawn."""

    class Meta:
        model = Publication

    by = factory.SubFactory(UserFactory)
    at = NOW

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **facts: Any) -> Any:
        place = {name: facts[name] for name in ("classification", "compartment") if name in facts}
        version = facts.get("version") or _some_version(**place)
        ApprovalFactory.create_batch(2, version=version)
        facts |= {
            "version": version,
            "classification": version.classification,
            "compartment": version.compartment,
        }
        if facts.get("reason"):
            facts = {"withdrawn_at": NOW, "withdrawn_by": UserFactory()} | facts
        return super()._create(model_class, *args, **facts)


def _some_version(**facts: Any) -> Any:
    # A version needs much that no test is about: tests.rows knows what, and knows these factories.
    from tests.rows import build

    return build(ReportVersion, **facts)


def viewer_of(user: User, at: datetime = NOW) -> Viewer:
    """The viewer that this person is."""
    return Viewer.for_user(user, at)


def a_viewer(role: Role = Role.SECRETARIAT, *, at: datetime = NOW, **facts: Any) -> Viewer:
    """The viewer of a new person in a role, in a department where the role needs one."""
    return viewer_of(a_user(role, **facts), at)


def a_user(role: Role = Role.SECRETARIAT, *, department: str = "", **facts: Any) -> User:
    """A new person in a role; `department` is an abbreviation."""
    chosen = (
        DepartmentFactory(abbreviation=department or "EZK")
        if department
        or role
        not in (
            Role.SECRETARIAT,
            Role.AUDITOR,
        )
        else None
    )
    return UserFactory(role=role, department=chosen, **facts)


def join(compartment: Compartment, **who: Any) -> CompartmentMember:
    """Let a user, a department or an audience into a compartment."""
    return CompartmentMember.objects.create(compartment=compartment, **who)
