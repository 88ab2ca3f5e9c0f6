"""Who walks: every kind of viewer, in and out of compartments, and what each may know in plain words.

The rule is written here once more, and uses nothing of the code that it is a test of.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Compartment, User
from accounts.roles import Role
from tests.factories import CompartmentFactory, DepartmentFactory, UserFactory, join

HCEU, OTHER = "hceu", "other"


@dataclass(frozen=True)
class Place:
    """How far a row may travel: classification 0 to 2, perhaps a compartment, and whether it was published."""

    classification: int
    compartment: str = ""
    published: bool = False


PUBLISHED = Place(0, published=True)
PLACES = (
    PUBLISHED,
    *(Place(level, compartment) for compartment in ("", HCEU, OTHER) for level in (0, 1, 2)),
)


@dataclass(frozen=True)
class Person:
    """One viewer. `ceiling` is None for a visitor; who is curious also asks lists questions and sends forms."""

    name: str
    role: Role | None = None
    ceiling: int | None = None
    compartments: frozenset[str] = frozenset()
    department: str = ""
    is_administrator: bool = False
    is_curious: bool = False

    @property
    def is_visitor(self) -> bool:
        """Whether this is somebody who did not sign in."""
        return self.role is None

    def may_know(self, place: Place) -> bool:
        """A visitor: what was published. Staff: up to their ceiling, outside compartments or in one of their own."""
        if self.ceiling is None:
            return place.published
        return place.classification <= self.ceiling and (
            not place.compartment or place.compartment in self.compartments
        )

    def hidden_places(self) -> list[Place]:
        """One place of each kind that is hidden from this viewer: outside compartments, and in one."""
        hidden: dict[bool, Place] = {}
        for place in PLACES:
            if not self.may_know(place):
                hidden.setdefault(bool(place.compartment), place)
        return list(hidden.values())

    def seen_places(self) -> list[Place]:
        """The most public place of those that this viewer sees, and the most secret one."""
        seen = [place for place in PLACES if self.may_know(place)]
        return seen if len(seen) == 1 else [seen[0], seen[-1]]


LEADING = "EZK"
"""The department that leads every planted activity and settles every planted commitment."""
BOTH = frozenset((HCEU, OTHER))
VISITOR = Person("visitor", is_curious=True)
CLEARED = Person("secretariat in every compartment", Role.SECRETARIAT, 2, BOTH)
PEOPLE = (
    VISITOR,
    Person("secretariat", Role.SECRETARIAT, 2),
    CLEARED,
    Person("co-chair in the HCEU", Role.CO_CHAIR, 2, frozenset({HCEU}), "BZ", is_curious=True),
    Person("department member", Role.DEPARTMENT_MEMBER, 1, department=LEADING),
    Person(
        "department member in a compartment", Role.DEPARTMENT_MEMBER, 1, frozenset({OTHER}), LEADING, is_curious=True
    ),
    Person("cleared department member", Role.DEPARTMENT_MEMBER, 2, department="VWS"),
    Person("post", Role.POST, 1, department="BZK"),
    Person("reader of the HCEU", Role.HCEU_READER, 2, frozenset({HCEU}), "HCR"),
    Person("auditor", Role.AUDITOR, 2, BOTH),
    Person("administrator", Role.SECRETARIAT, 2, is_administrator=True),
)

# Who may do what on a row that they see, as expectations name it.
STAFF = frozenset(person for person in PEOPLE if not person.is_visitor)
TASKFORCE = frozenset(person for person in PEOPLE if person.role in (Role.SECRETARIAT, Role.CO_CHAIR))
CO_CHAIRS = frozenset(person for person in PEOPLE if person.role == Role.CO_CHAIR)
AUDITORS = frozenset(person for person in PEOPLE if person.role == Role.AUDITOR)
MEMBERS = frozenset(person for person in PEOPLE if person.role == Role.DEPARTMENT_MEMBER)
LEADERS = frozenset(person for person in STAFF if person.department == LEADING)


def enrol(person: Person, compartments: dict[str, Compartment]) -> User | None:
    """The account of somebody who walks; a visitor has none."""
    if person.role is None:
        return None
    user: User = UserFactory.create(
        name=person.name,
        role=person.role,
        department=DepartmentFactory(abbreviation=person.department) if person.department else None,
        clearance=person.ceiling,
        is_staff=person.is_administrator,
        is_superuser=person.is_administrator,
    )
    if person.role != Role.AUDITOR:  # who is in every compartment by its role
        for name in person.compartments:
            join(compartments[name], user=user)
    return user


def make_compartments(markers: dict[str, str]) -> dict[str, Compartment]:
    """Both compartments under names that only their members may know."""
    return {
        HCEU: CompartmentFactory(name=markers[HCEU], home_of="hceu"),
        OTHER: CompartmentFactory(name=markers[OTHER]),
    }
