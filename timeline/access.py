"""Who may do what on the timeline (the role table in docs/architecture.md)."""

from __future__ import annotations

from typing import Any

import rules

from accounts.roles import Role
from accounts.viewers import Viewer
from core.access import works_for_taskforce


@rules.predicate
def leads(viewer: Viewer, activity: Any = None) -> bool:
    """A member of a department that leads the activity."""
    if viewer.role != Role.DEPARTMENT_MEMBER or activity is None:
        return False
    return any(lead.department_id == viewer.department for lead in activity.leads.all())


@rules.predicate
def is_responsible(viewer: Viewer, commitment: Any = None) -> bool:
    """A member of the department that has to settle the commitment."""
    if viewer.role != Role.DEPARTMENT_MEMBER or commitment is None:
        return False
    return commitment.department_id is not None and commitment.department_id == viewer.department


rules.add_perm("timeline.plan_activity", works_for_taskforce)
rules.add_perm("timeline.change_activity", works_for_taskforce | leads)
rules.add_perm("timeline.move_activity", works_for_taskforce | leads)
rules.add_perm("timeline.reclassify_activity", works_for_taskforce)
rules.add_perm("timeline.publish_activity", works_for_taskforce)
rules.add_perm("timeline.add_commitment", works_for_taskforce)
rules.add_perm("timeline.change_commitment", works_for_taskforce)
rules.add_perm("timeline.reclassify_commitment", works_for_taskforce)
rules.add_perm("timeline.publish_commitment", works_for_taskforce)
rules.add_perm("timeline.settle_commitment", works_for_taskforce | is_responsible)
