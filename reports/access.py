"""Who may do what with reports (the role table in docs/architecture.md)."""

import rules

from accounts.classification import Classification
from accounts.models import Compartment
from accounts.roles import AUDIENCES, ViewerKind
from accounts.viewers import Viewer
from core.access import is_co_chair, works_for_taskforce


def own_compartment(viewer: Viewer, audience: ViewerKind) -> Compartment | None:
    """The compartment in which reports to an audience sit, if the viewer is in it; public reports sit in none."""
    if AUDIENCES[audience] == Classification.PUBLIC:
        return None
    return Compartment.objects.filter(home_of=audience, pk__in=viewer.compartments).first()


def reaches(viewer: Viewer, audience: ViewerKind) -> bool:
    """Whether the viewer would see a report to this audience, and so may know whether there is one."""
    return AUDIENCES[audience] == Classification.PUBLIC or own_compartment(viewer, audience) is not None


rules.add_perm("reports.start_report", works_for_taskforce)
rules.add_perm("reports.change_report", works_for_taskforce)
rules.add_perm("reports.write_chapter", works_for_taskforce)
rules.add_perm("reports.compile_report", works_for_taskforce)
rules.add_perm("reports.ask_review", works_for_taskforce)
rules.add_perm("reports.approve_version", is_co_chair)
rules.add_perm("reports.publish_version", works_for_taskforce)
rules.add_perm("reports.withdraw_version", is_co_chair)
