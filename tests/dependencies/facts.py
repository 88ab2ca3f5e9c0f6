"""Facts of dependencies and figures as the actions take them; a test names those that it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.classification import Classification
from accounts.viewers import Viewer
from dependencies import actions
from dependencies.actions.figures import FigureFacts
from dependencies.models import Basis, Dependency, FigureSeries, Reporter, SeriesKind, Subject
from tests.factories import DepartmentFactory, SourceFactory


def registered(viewer: Viewer, **facts: Any) -> Dependency:
    """A dependency, registered by somebody."""
    usual: dict[str, Any] = {
        "title": "Difosforpentaoxide",
        "subject": Subject.PRODUCT,
        "bases": [Basis.IMPORT],
        "lead_department": facts.get("lead_department") or DepartmentFactory(abbreviation="LNV"),
        "classification": Classification.INTERNAL,
    }
    return actions.register_dependency(viewer, key=uuid4(), **(usual | facts))


def shares(*values: tuple[str, str]) -> list[FigureFacts]:
    """Shares by country: ("CN", "59")."""
    return [FigureFacts(country=country, value=Decimal(value)) for country, value in values]


def recorded(viewer: Viewer, dependency: Dependency | None = None, **facts: Any) -> FigureSeries:
    """A series of figures, recorded by somebody."""
    usual: dict[str, Any] = {
        "about": "difosforpentaoxide",
        "kind": SeriesKind.SHARE_OF_IMPORT,
        "reporter": Reporter.NETHERLANDS,
        "source": SourceFactory().citation,
        "figures": shares(("CN", "59")),
        "classification": Classification.INTERNAL,
    }
    return actions.record_series(viewer, key=uuid4(), dependency=dependency, **(usual | facts))
