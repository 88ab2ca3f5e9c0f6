"""What people do with dependencies: register, change, look at, cite, reclassify and publish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment, Department, User
from accounts.roles import Role
from accounts.viewers import Viewer
from core import classifying
from core.access import require
from core.citing import cite_for, cite_no_longer
from core.classifying import Reclassification
from core.concurrency import already_made, locked, save
from core.errors import DomainError
from core.models import FocusArea
from dependencies import goods, keeping
from dependencies.codes import new_code
from dependencies.models import (
    Basis,
    Dependency,
    DependencyCitation,
    FigureSeries,
    InterestKind,
    Nomenclature,
    Priority,
    Scope,
    Subject,
)

DRAWS = 20
"""How often a code is drawn before something else must be wrong: that all are taken is as good as impossible."""


class DependencyFacts(TypedDict, total=False):
    """What a dependency is; `goods_codes` as people write them. What is left out is empty."""

    title: Required[str]
    subject: Required[Subject]
    bases: Required[Iterable[Basis]]
    lead_department: Required[Department]
    description: str
    scope: Scope
    made_in_internal_market: bool | None
    focus_area: FocusArea | None
    goods_codes: Iterable[str]
    public_interests: Iterable[str]
    vital_processes: Iterable[str]
    involved: Iterable[Department]
    priority: Priority | None
    priority_reason: str
    owner: User | None
    look_again_on: date | None


@transaction.atomic
def register_dependency(
    viewer: Viewer,
    *,
    key: UUID,
    classification: Classification,
    compartment: Compartment | None = None,
    ground: str = "",
    **facts: Unpack[DependencyFacts],
) -> Dependency:
    """Put a dependency in the register, as a signal; the same key again changes nothing.

    Raises DomainError at the lead for a member of another department.
    """
    require(viewer, "dependencies.register")
    made = already_made(Dependency, viewer, key)
    if made is not None:
        return made
    dependency = Dependency(pk=key, revision=0)
    classifying.place(viewer, dependency, classification=classification, compartment=compartment, ground=ground)
    return _write(viewer, dependency, **facts)


@transaction.atomic
def change_dependency(
    viewer: Viewer, dependency: Dependency, *, revision: int, **facts: Unpack[DependencyFacts]
) -> Dependency:
    """Change what a dependency is. Its stage and its treatment are steps of their own."""
    require(viewer, "dependencies.change", dependency)
    return _write(viewer, locked(dependency, revision=revision), **facts)


def _write(
    viewer: Viewer,
    dependency: Dependency,
    *,
    title: str,
    subject: Subject,
    bases: Iterable[Basis],
    lead_department: Department,
    description: str = "",
    scope: Scope = Scope.NETHERLANDS,
    made_in_internal_market: bool | None = None,
    focus_area: FocusArea | None = None,
    goods_codes: Iterable[str] = (),
    public_interests: Iterable[str] = (),
    vital_processes: Iterable[str] = (),
    involved: Iterable[Department] = (),
    priority: Priority | None = None,
    priority_reason: str = "",
    owner: User | None = None,
    look_again_on: date | None = None,
) -> Dependency:
    bases, codes = list(bases), check_codes(goods_codes)
    if not bases:
        raise DomainError(_("Choose at least one way in which we depend on others."), field="bases")
    if viewer.role == Role.DEPARTMENT_MEMBER and lead_department.pk != viewer.department:
        raise DomainError(_("You register what your own department leads. Choose that one."), field="lead_department")
    if priority is not None and not priority_reason:
        raise DomainError(_("Say why it has this priority."), field="priority_reason")
    dependency.title = title
    dependency.subject = subject
    dependency.lead_department = lead_department
    dependency.description = description
    dependency.scope = scope
    dependency.made_in_internal_market = made_in_internal_market
    dependency.focus_area = focus_area
    dependency.priority = priority
    dependency.priority_reason = priority_reason
    keeping.keep(viewer, dependency, owner=owner, look_again_on=look_again_on)
    _save(dependency)
    _replace(dependency.bases, [{"basis": basis} for basis in bases])
    _replace(dependency.goods_codes, [{"code": code, "nomenclature": nomenclature_of(code)} for code in codes])
    others = [department for department in involved if department.pk != lead_department.pk]
    _replace(dependency.involved, [{"department": department} for department in others])
    touched = {InterestKind.PUBLIC_INTEREST: public_interests, InterestKind.VITAL_PROCESS: vital_processes}
    _replace(dependency.interests, [{"kind": kind, "name": name} for kind, names in touched.items() for name in names])
    return dependency


def check_codes(codes: Iterable[str], *, field: str = "goods_codes") -> list[str]:
    """The codes of goods in what people wrote, each once. Raises DomainError at the field for one that is none."""
    try:
        return list(dict.fromkeys(goods.parse(code) for code in codes))
    except goods.GoodsCodeError as error:
        message = _("There is no goods code “%(code)s”. Give six digits of the HS 2022, or eight of the CN.")
        raise DomainError(message % {"code": error.text[:40]}, field=field) from error


def nomenclature_of(code: str) -> Nomenclature:
    """The system of a code, by its length."""
    return Nomenclature.CN if len(code) == goods.DIGITS_IN_CN else Nomenclature.HS_2022


def _save(dependency: Dependency) -> None:
    """Write it; a new one under a code that none has, of which nothing is told where somebody else's has it."""
    if dependency.code:
        save(dependency)
        return
    dependency.revision += 1
    for _draw in range(DRAWS):
        dependency.code = new_code()
        if Dependency.objects.filter(code=dependency.code).exists():
            continue
        try:
            with transaction.atomic():
                dependency.save(force_insert=True)
        except IntegrityError:
            if not Dependency.objects.filter(code=dependency.code).exists():
                raise
        else:
            return
    raise RuntimeError("no code could be drawn that is free")


def _replace(parts: Any, wanted: list[dict[str, Any]]) -> None:
    """Remove the parts that are not wanted any more, and add those that are new; what stays is not touched."""
    names = wanted[0].keys() if wanted else ()
    staying = []
    for part in parts.all():
        facts = {name: getattr(part, name) for name in names}
        if facts in wanted:
            staying.append(facts)
        else:
            part.delete()
    for facts in wanted:
        if facts not in staying:
            staying.append(facts)
            parts.create(**facts)


@transaction.atomic
def look_at_dependency(viewer: Viewer, dependency: Dependency, *, revision: int) -> Dependency:
    """Record that a dependency was looked at today, and nothing had to change."""
    require(viewer, "dependencies.change", dependency)
    return keeping.look_at(viewer, dependency, revision=revision)


@transaction.atomic
def cite_source(
    viewer: Viewer, dependency: Dependency, *, revision: int, source: str, locator: str = ""
) -> DependencyCitation:
    """Say where it is written that there is this dependency: a source (a citation) and the place in it."""
    require(viewer, "dependencies.change", dependency)
    cited: DependencyCitation = cite_for(viewer, dependency, revision=revision, source=source, locator=locator)
    return cited


@transaction.atomic
def remove_citation(viewer: Viewer, citation: DependencyCitation, *, revision: int) -> Dependency:
    """Say no longer that it is written there; the history keeps that it was. Raises Http404 for a hidden source."""
    require(viewer, "dependencies.change", citation.dependency)
    dependency: Dependency = cite_no_longer(viewer, citation, revision=revision)
    return dependency


@transaction.atomic
def reclassify_dependency(viewer: Viewer, dependency: Dependency, **facts: Unpack[Reclassification]) -> Dependency:
    """Change how far a dependency may travel, with a reason. Its figures follow into its compartment, and up with it;
    those that were published are so no longer where the dependency is not for everybody."""
    require(viewer, "dependencies.reclassify", dependency)
    figures = FigureSeries.objects.filter(dependency=dependency)
    level = facts.get("classification", Classification.PUBLIC)
    if level > Classification.PUBLIC or facts.get("compartment") is not None:
        # Before the dependency itself, whose trigger raises them: what is published is public.
        figures.exclude(published_at=None).update(published_at=None)
    current = classifying.reclassify(viewer, dependency, **facts)
    figures.update(compartment=current.compartment)
    return current


@transaction.atomic
def publish_dependency(viewer: Viewer, dependency: Dependency, *, revision: int) -> Dependency:
    """Let everybody see a dependency from now on. Raises DomainError for what may not be told.

    Its figures are published one series at a time.
    """
    require(viewer, "dependencies.publish", dependency)
    return classifying.publish(viewer, dependency, revision=revision)
