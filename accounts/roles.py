"""The role table: what kind of viewer each role is, and up to which classification it may read."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification


class ViewerKind(models.TextChoices):
    """Which visibility rule holds for a viewer. The last two are audiences: papers are read by the same rules."""

    VISITOR = "visitor", _("Visitor")
    DEPARTMENT = "department", _("Department")
    TASKFORCE = "taskforce", _("Taskforce")
    KAMER = "kamer", _("House of Representatives")
    HCEU = "hceu", _("HCEU")


class Role(models.TextChoices):
    """What a member of staff does here."""

    SECRETARIAT = "secretariat", _("secretariat")
    CO_CHAIR = "co-chair", _("co-chair")
    DEPARTMENT_MEMBER = "department-member", _("department member")
    POST = "post", _("post")
    HCEU_READER = "hceu-reader", _("HCEU reader")
    AUDITOR = "auditor", _("auditor")


@dataclass(frozen=True)
class RoleRule:
    """One row of the role table.

    `ceiling` is the most that the role may read; None means that it is set per user (the user's clearance).
    """

    kind: ViewerKind
    ceiling: Classification | None
    needs_department: bool
    every_compartment: bool = False


ROLES: dict[Role, RoleRule] = {
    Role.SECRETARIAT: RoleRule(ViewerKind.TASKFORCE, Classification.DEPARTMENTAL, needs_department=False),
    Role.CO_CHAIR: RoleRule(ViewerKind.TASKFORCE, Classification.DEPARTMENTAL, needs_department=True),
    Role.DEPARTMENT_MEMBER: RoleRule(ViewerKind.DEPARTMENT, None, needs_department=True),
    Role.POST: RoleRule(ViewerKind.DEPARTMENT, Classification.INTERNAL, needs_department=True),
    Role.HCEU_READER: RoleRule(ViewerKind.DEPARTMENT, Classification.DEPARTMENTAL, needs_department=True),
    Role.AUDITOR: RoleRule(
        ViewerKind.TASKFORCE, Classification.DEPARTMENTAL, needs_department=False, every_compartment=True
    ),
}

AUDIENCES: dict[ViewerKind, Classification] = {
    ViewerKind.KAMER: Classification.PUBLIC,
    ViewerKind.HCEU: Classification.DEPARTMENTAL,
}
