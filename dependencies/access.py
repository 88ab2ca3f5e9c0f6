"""Who may do what in the register (the role table in docs/architecture.md)."""

from __future__ import annotations

from typing import Any

import rules

from accounts.roles import Role
from accounts.viewers import Viewer
from core.access import works_for_taskforce


@rules.predicate
def is_department_member(viewer: Viewer, row: Any = None) -> bool:
    """A member of a department, who registers what that department leads."""
    return viewer.role == Role.DEPARTMENT_MEMBER and viewer.department is not None


@rules.predicate
def leads(viewer: Viewer, dependency: Any = None) -> bool:
    """A member of the department that leads the dependency."""
    if not is_department_member(viewer) or dependency is None:
        return False
    return bool(dependency.lead_department_id == viewer.department)


@rules.predicate
def leads_the_whole(viewer: Viewer, series: Any = None) -> bool:
    """A member of the department that leads the dependency of a series; nobody where that stands alone."""
    return series is not None and series.dependency_id is not None and leads(viewer, series.dependency)


rules.add_perm("dependencies.register", works_for_taskforce | is_department_member)
rules.add_perm("dependencies.change", works_for_taskforce | leads)
rules.add_perm("dependencies.reclassify", works_for_taskforce)
rules.add_perm("dependencies.publish", works_for_taskforce)
# Figures of a dependency are recorded by who may change it; those that stand alone by the taskforce.
rules.add_perm("dependencies.record_alone", works_for_taskforce)
rules.add_perm("dependencies.change_series", works_for_taskforce | leads_the_whole)
rules.add_perm("dependencies.reclassify_series", works_for_taskforce)
rules.add_perm("dependencies.publish_series", works_for_taskforce)
