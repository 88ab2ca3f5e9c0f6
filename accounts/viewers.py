"""Who is looking: the one value that every read and every action starts from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.classification import Classification
from accounts.roles import AUDIENCES, ROLES, Role, ViewerKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, a visitor or an audience at one moment, with what it may see at most.

    Built once per request or compile. Ids are primary keys of accounts' tables; `at` is the moment (aware) against
    which publication is judged, handed in by whoever builds the viewer.
    """

    kind: ViewerKind
    ceiling: Classification
    at: datetime
    department: int | None = None
    compartments: frozenset[int] = frozenset()
    user: int | None = None
    role: Role | None = None

    @classmethod
    def visitor(cls, at: datetime) -> Viewer:
        """Somebody who did not sign in."""
        return cls(ViewerKind.VISITOR, Classification.PUBLIC, at)

    @classmethod
    def for_user(cls, user: User | AnonymousUser, at: datetime) -> Viewer:
        """The viewer that a signed-in person is, by the role table; anybody else is a visitor."""
        from accounts.models import Compartment

        if not user.is_authenticated or not user.is_active:
            return cls.visitor(at)
        role = Role(user.role)
        rule = ROLES[role]
        compartments = Compartment.objects.all() if rule.every_compartment else Compartment.objects.of_user(user, at)
        return cls(
            kind=rule.kind,
            ceiling=Classification(user.clearance) if rule.ceiling is None else rule.ceiling,
            at=at,
            department=user.department_id,
            compartments=frozenset(compartments.values_list("pk", flat=True)),
            user=user.pk,
            role=role,
        )

    @classmethod
    def for_audience(cls, audience: ViewerKind, at: datetime) -> Viewer:
        """The audience of a paper as a viewer: what it may be told is what this viewer sees.

        Raises KeyError for a kind that is no audience.
        """
        from accounts.models import Compartment

        compartments = Compartment.objects.of_audience(audience, at)
        return cls(
            kind=audience,
            ceiling=AUDIENCES[audience],
            at=at,
            compartments=frozenset(compartments.values_list("pk", flat=True)),
        )

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of staff, of whatever department."""
        return self.kind in (ViewerKind.DEPARTMENT, ViewerKind.TASKFORCE)

    def as_json(self) -> dict[str, Any]:
        """The viewer as it is stored beside what was compiled for it."""
        return asdict(self) | {"at": self.at.isoformat(), "compartments": sorted(self.compartments)}
