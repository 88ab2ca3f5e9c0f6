"""Departments, compartments and users. Not content: kept in the admin, tracked all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.roles import AUDIENCES, ROLES, Role, ViewerKind
from accounts.tracking import tracked
from accounts.validity import ValidityQuerySet


@tracked()
class Department(models.Model):
    """A ministry, for as long as it bears this name. What is not known of it (TOOI identifier, dates) stays empty."""

    abbreviation = models.CharField(_("abbreviation"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    tooi = models.URLField(_("TOOI identifier"), blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    objects = ValidityQuerySet["Department"].as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("abbreviation",)
        constraints = (
            models.UniqueConstraint(
                fields=("abbreviation", "valid_from"), nulls_distinct=False, name="department_abbreviation_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="department_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.abbreviation


class UserManager(BaseUserManager["User"]):
    """Adds users by e-mail address: that is what they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Add somebody who may sign in; without a password, only after setting one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=("password",))
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Add somebody who may also use the admin: users, departments, compartments, jobs."""
        return self.create_user(
            email, password, **({"role": Role.SECRETARIAT} | fields | {"is_staff": True, "is_superuser": True})
        )

    def operators(self) -> models.QuerySet[User]:
        """Who administers the site."""
        return self.filter(is_active=True, is_staff=True, is_superuser=True)


class Language(models.TextChoices):
    """In which language somebody is written to; each is written in itself."""

    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. The role decides what kind of viewer this is; `clearance` counts where the role says so."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))
    clearance = models.PositiveSmallIntegerField(
        _("clearance"), choices=Classification, default=Classification.INTERNAL
    )
    language = models.CharField(_("language of e-mail"), max_length=2, choices=Language, default=Language.DUTCH)
    daily_digest = models.BooleanField(_("a daily e-mail when something needs me"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(department__isnull=False)
                | Q(role__in=[role for role, rule in ROLES.items() if not rule.needs_department]),
                name="user_has_the_department_that_the_role_needs",
                violation_error_message=_("This role belongs to a department: choose one."),
            ),
            models.CheckConstraint(condition=Q(clearance__in=Classification.values), name="user_clearance_exists"),
        )

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("last_used",))
class ApiToken(models.Model):
    """What its owner calls a token of the API, and when it was last used. Knox keeps the token itself, as a hash."""

    token = models.OneToOneField("knox.AuthToken", models.CASCADE, primary_key=True, related_name="label")
    name = models.CharField(_("name of a token"), max_length=100)
    last_used = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = _("name of a token")
        verbose_name_plural = _("names of tokens")

    def __str__(self) -> str:
        return self.name


class CompartmentQuerySet(models.QuerySet["Compartment"]):
    """Compartments, by who is in them."""

    def of_user(self, user: User, at: datetime) -> CompartmentQuerySet:
        """The compartments that a person is in at a moment, by name or through the department."""
        member = Q(members__user=user)
        if user.department_id is not None:
            member |= Q(members__department=user.department_id)
        return self.filter(member, _still_member(at)).distinct()

    def of_audience(self, audience: ViewerKind, at: datetime) -> CompartmentQuerySet:
        """The compartments that an audience is in at a moment."""
        return self.filter(_still_member(at), members__audience=audience).distinct()


def _still_member(at: datetime) -> Q:
    return Q(members__until=None) | Q(members__until__gt=at)


@tracked()
class Compartment(models.Model):
    """A circle of people who need to know; the second axis beside classification, never inside it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    home_of = models.CharField(
        _("papers to"),
        max_length=20,
        null=True,
        blank=True,
        unique=True,
        choices=[(kind.value, kind.label) for kind in AUDIENCES],
        help_text=_("The audience whose confidential papers sit in this compartment; each audience has one."),
    )

    objects = CompartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("compartment")
        verbose_name_plural = _("compartments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@tracked()
class CompartmentMember(models.Model):
    """One department, one person or one audience in a compartment, until further notice or until a moment."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="members")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="compartments", verbose_name=_("user")
    )
    audience = models.CharField(
        _("audience"), max_length=20, blank=True, choices=[(kind.value, kind.label) for kind in AUDIENCES]
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a compartment")
        verbose_name_plural = _("members of a compartment")
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(department__isnull=False, user=None, audience="")
                    | Q(department=None, user__isnull=False, audience="")
                    | (Q(department=None, user=None) & ~Q(audience=""))
                ),
                name="compartment_member_is_exactly_one",
                violation_error_message=_("Choose a department, a person or an audience: exactly one."),
            ),
            models.UniqueConstraint(
                fields=("compartment", "department", "user", "audience"),
                nulls_distinct=False,
                name="compartment_member_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department or self.user or self.audience}"
