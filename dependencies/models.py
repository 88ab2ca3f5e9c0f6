"""Known: the register of dependencies (section 1.1 of the letter), and every number that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.viewers import Viewer
from core import countries
from core.days import day_in_range
from core.matching import every_word
from core.models import Citation, Classified, FocusArea, Guarded, Source
from core.tracking import tracked_content
from core.triggers import not_below, raises_parts
from core.visibility import VisibleQuerySet
from dependencies import goods
from dependencies.fields import GoodsCodeField, country_exists, goods_code_exists
from dependencies.numbers import PERCENT, number
from dependencies.triggers import shares_fit


class Subject(models.TextChoices):
    """What we depend on (section 1.1)."""

    PRODUCT = "product", _("product")
    SERVICE = "service", _("service")
    TECHNOLOGY = "technology", _("technology")


class Basis(models.TextChoices):
    """How the dependency came about: by what we import, or in one of the positions that section 1.1 names."""

    IMPORT = "import", _("imports")
    CONTROL = "control", _("control")
    KNOWLEDGE = "knowledge", _("knowledge")
    INNOVATION = "innovation", _("innovation")
    INVESTMENT = "investment", _("investment")


class Scope(models.TextChoices):
    """Of whom it is a dependency."""

    NETHERLANDS = "NL", _("the Netherlands")
    EU = "EU", _("the European Union")


class Stage(models.TextChoices):
    """How far the judgement of a dependency has come (section 1.1), in the order of the steps."""

    SIGNAL = "signal", _("signal")
    DEPENDENCY = "dependency", _("dependency")
    STRATEGIC = "strategic", _("strategic")
    HIGH_RISK = "high-risk", _("high-risk")
    DISMISSED = "dismissed", _("dismissed")

    @property
    def step(self) -> int:
        """How many steps it has taken: a signal one, high risk four; what was dismissed none."""
        return (Stage.DISMISSED, Stage.SIGNAL, Stage.DEPENDENCY, Stage.STRATEGIC, Stage.HIGH_RISK).index(self)


class StageBasis(models.TextChoices):
    """Whether the taskforce endorsed the judgement that the stage rests on."""

    PROVISIONAL = "provisional", _("provisional")
    ENDORSED = "endorsed", _("endorsed")


class Treatment(models.TextChoices):
    """What is done about it."""

    NONE = "none", _("not treated")
    MONITORED = "monitored", _("monitored")
    MITIGATING = "mitigating", _("being mitigated")
    CLOSED = "closed", _("closed")


class Priority(models.IntegerChoices):
    """How soon it deserves attention."""

    VERY_LOW = 1, _("very low")
    LOW = 2, _("low")
    MEDIUM = 3, _("medium")
    HIGH = 4, _("high")
    VERY_HIGH = 5, _("very high")


class InterestKind(models.TextChoices):
    """What the supply, or the access of others, touches (section 1.1)."""

    PUBLIC_INTEREST = "public-interest", _("public interest")
    VITAL_PROCESS = "vital-process", _("vital process")


class Nomenclature(models.TextChoices):
    """The system that a code of goods belongs to."""

    HS_2022 = "hs-2022", _("Harmonized System 2022")
    CN = "cn", _("Combined Nomenclature")


def needs_look(today: date) -> Q:
    """That the day of the next look has come."""
    return Q(look_again_on__lte=today)


class DependencyQuerySet(VisibleQuerySet["Dependency"]):
    """Dependencies, by what they are and where they stand."""

    def in_stage_order(self) -> DependencyQuerySet:
        """With `stage_order`, by which they can be sorted: from signal to high risk, what was dismissed first."""
        steps = [When(stage=stage, then=stage.step) for stage in Stage]
        return self.annotate(stage_order=Case(*steps, output_field=models.SmallIntegerField()))

    def led_by(self, abbreviation: str) -> DependencyQuerySet:
        """What a department leads, under whatever names and in whatever years it bore this abbreviation."""
        return self.filter(lead_department__in=Department.objects.filter(abbreviation=abbreviation))

    def owned_by(self, user: int | None) -> DependencyQuerySet:
        """What somebody keeps up to date."""
        return self.filter(owner=user) if user is not None else self.none()

    def about(self, area: FocusArea) -> DependencyQuerySet:
        """What is about a focus area."""
        return self.filter(focus_area=area)

    def needing_look(self, today: date) -> DependencyQuerySet:
        """What was to be looked at again by now."""
        return self.filter(needs_look(today))

    def with_figure_of(self, country: str, viewer: Viewer) -> DependencyQuerySet:
        """Of which the viewer sees a figure of a country."""
        series = FigureSeries.objects.visible_to(viewer).filter(figures__country=country)
        return self.filter(pk__in=series.values("dependency"))

    def matching(self, words: str) -> DependencyQuerySet:
        """In whose title, description or code every word occurs."""
        return self.filter(every_word(words, "title", "description", "code"))


@tracked_content()
class Dependency(Classified):
    """That we depend on others for a product, a service or a technology: an entry of the register.

    `code` is its name for people, drawn at random. A dependency of what is wholly made inside the internal market is
    never high-risk (section 2).
    """

    code = models.CharField(_("code"), max_length=10, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=5_000, blank=True)
    subject = models.CharField(_("subject"), max_length=20, choices=Subject)
    scope = models.CharField(_("scope"), max_length=2, choices=Scope, default=Scope.NETHERLANDS)
    made_in_internal_market = models.BooleanField(_("made wholly inside the internal market"), null=True)
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("focus area")
    )
    lead_department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("lead department"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.SIGNAL)
    stage_basis = models.CharField(
        _("basis of the stage"), max_length=20, choices=StageBasis, default=StageBasis.PROVISIONAL
    )
    treatment = models.CharField(_("treatment"), max_length=20, choices=Treatment, default=Treatment.NONE)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, null=True, blank=True)
    priority_reason = models.CharField(_("reason of the priority"), max_length=1_000, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    look_again_on = models.DateField(_("next look"), null=True, blank=True)
    looked_at_on = models.DateField(_("last looked at"), null=True, blank=True)

    objects = DependencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Classified.Meta):
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering = ("title", "pk")
        indexes = (
            *Classified.Meta.indexes,
            models.Index(fields=("title", "id")),
            models.Index(fields=("look_again_on",), name="dependency_look_again_idx"),
        )
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="dependency_has_a_title"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="dependency_stage_exists"),
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__in=Priority.values), name="dependency_priority_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(priority=None) | ~Q(priority_reason=""), name="dependency_priority_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.HIGH_RISK)
                | Q(made_in_internal_market=None)
                | Q(made_in_internal_market=False),
                name="dependency_of_the_internal_market_is_not_high_risk",
            ),
            *map(day_in_range, ("look_again_on", "looked_at_on")),
        )
        triggers = (raises_parts("dependencies_figureseries", "dependency_id"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("dependencies:dependency", args=[self.pk])

    @property
    def public_interests(self) -> list[str]:
        """The public interests that it touches."""
        return self._touched(InterestKind.PUBLIC_INTEREST)

    @property
    def vital_processes(self) -> list[str]:
        """The vital processes that it touches."""
        return self._touched(InterestKind.VITAL_PROCESS)

    def _touched(self, kind: InterestKind) -> list[str]:
        return [interest.name for interest in self.interests.all() if interest.kind == kind]

    @cached_property
    def largest_share(self) -> Figure | None:
        """The largest part that one country has in the figures that were loaded: those that the viewer sees."""
        shares = [figure for figure in self._shares if figure.value is not None]
        return max(shares, key=lambda figure: figure.value or 0, default=None)

    @property
    def named_countries(self) -> list[str]:
        """The countries that the loaded shares name without a number."""
        return list(dict.fromkeys(figure.place for figure in self._shares if figure.value is None))

    @property
    def _shares(self) -> list[Figure]:
        shares = (series for series in self.figure_series.all() if series.is_share)
        return [figure for series in shares for figure in series.figures.all() if figure.country]


@tracked_content()
class DependencyBasis(Guarded):
    """One of the ways in which a dependency came about."""

    part_of = "dependency"

    dependency = models.ForeignKey(Dependency, models.PROTECT, related_name="bases")
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)

    class Meta:
        verbose_name = _("basis")
        ordering = ("basis",)
        constraints = (models.UniqueConstraint(fields=("dependency", "basis"), name="dependency_basis_once"),)

    def __str__(self) -> str:
        return str(self.get_basis_display())


@tracked_content()
class DependencyGoodsCode(Guarded):
    """A code under which the goods of a dependency cross borders."""

    part_of = "dependency"

    dependency = models.ForeignKey(Dependency, models.PROTECT, related_name="goods_codes")
    code = GoodsCodeField(_("goods code"))
    nomenclature = models.CharField(_("nomenclature"), max_length=10, choices=Nomenclature)

    class Meta:
        verbose_name = _("goods code")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("dependency", "code"), name="dependency_goods_code_once"),
            goods_code_exists("code", name="dependency_goods_code_exists"),
            models.CheckConstraint(
                condition=Q(code__regex=f"^.{{{goods.DIGITS}}}$", nomenclature=Nomenclature.HS_2022)
                | Q(code__regex=f"^.{{{goods.DIGITS_IN_CN}}}$", nomenclature=Nomenclature.CN),
                name="dependency_goods_code_fits_its_nomenclature",
            ),
        )

    def __str__(self) -> str:
        return goods.printed(self.code)


@tracked_content()
class DependencyDepartment(Guarded):
    """A department that is involved, beside the one that leads."""

    part_of = "dependency"

    dependency = models.ForeignKey(Dependency, models.PROTECT, related_name="involved")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))

    class Meta:
        verbose_name = _("involved department")
        ordering = ("department__abbreviation",)
        constraints = (models.UniqueConstraint(fields=("dependency", "department"), name="dependency_department_once"),)

    def __str__(self) -> str:
        return str(self.department)


@tracked_content()
class DependencyInterest(Guarded):
    """A public interest or a vital process that a dependency touches, in free words: the letter has no list."""

    part_of = "dependency"

    dependency = models.ForeignKey(Dependency, models.PROTECT, related_name="interests")
    kind = models.CharField(_("kind"), max_length=20, choices=InterestKind)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("interest")
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=("dependency", "kind", "name"), name="dependency_interest_once"),
            models.CheckConstraint(condition=~Q(name=""), name="dependency_interest_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


@tracked_content()
class DependencyCitation(Citation):
    """Where it is written that there is this dependency."""

    part_of = "dependency"

    dependency = models.ForeignKey(Dependency, models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = _("place where it is written")
        constraints = (
            models.UniqueConstraint(fields=("dependency", "source", "locator"), name="dependency_citation_once"),
        )


class SeriesKind(models.TextChoices):
    """What the numbers of a series say."""

    SHARE_OF_IMPORT = "share-of-import", _("share of imports")
    SHARE_OF_PRODUCTION = "share-of-production", _("share of production")
    SHARE_OF_OWNERSHIP = "share-of-ownership", _("share of ownership")
    TARGET = "target", _("target")
    AMOUNT = "amount", _("amount")
    COUNT = "count", _("count")


SHARES: Final[Sequence[str]] = (
    SeriesKind.SHARE_OF_IMPORT,
    SeriesKind.SHARE_OF_PRODUCTION,
    SeriesKind.SHARE_OF_OWNERSHIP,
)


class Reporter(models.TextChoices):
    """Of whose trade, production or ownership the numbers are parts."""

    NETHERLANDS = "NL", _("the Netherlands")
    EU = "EU", _("the European Union")
    WORLD = "WORLD", _("the world")


class Origin(models.TextChoices):
    """Whether the country is where the goods came from last, or where they were made."""

    DIRECT = "direct", _("direct origin")
    ULTIMATE = "ultimate", _("ultimate origin")


class FigureSeriesQuerySet(VisibleQuerySet["FigureSeries"]):
    """Series of figures, by what they belong to and where they stand."""

    def standing_alone(self) -> FigureSeriesQuerySet:
        """What belongs to no dependency."""
        return self.filter(dependency=None)

    def of_a_dependency(self) -> FigureSeriesQuerySet:
        """What belongs to a dependency."""
        return self.exclude(dependency=None)

    def owned_by(self, user: int | None) -> FigureSeriesQuerySet:
        """What somebody keeps up to date."""
        return self.filter(owner=user) if user is not None else self.none()

    def needing_look(self, today: date) -> FigureSeriesQuerySet:
        """What was to be looked at again by now."""
        return self.filter(needs_look(today))

    def matching(self, words: str) -> FigureSeriesQuerySet:
        """In whose subject or note every word occurs."""
        return self.filter(every_word(words, "about", "note"))


@tracked_content()
class FigureSeries(Classified):
    """Numbers that one source gives of one thing: by country, or as a whole. Counts of a study belong to no dependency.

    Of a dependency it is a part, never below it; without one it stands alone.
    """

    part_of: ClassVar[str] = "dependency"
    told_with: ClassVar[dict[str, str]] = {"locator": "source"}

    dependency = models.ForeignKey(
        Dependency, models.PROTECT, null=True, blank=True, related_name="figure_series", verbose_name=_("dependency")
    )
    about = models.CharField(_("what it is about"), max_length=200)
    goods_code = GoodsCodeField(_("goods code"), blank=True, default="")
    kind = models.CharField(_("kind"), max_length=30, choices=SeriesKind)
    reporter = models.CharField(_("of whom"), max_length=5, choices=Reporter)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    locator = models.CharField(_("place in the source"), max_length=200, blank=True)
    note = models.TextField(_("note"), max_length=2_000, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    look_again_on = models.DateField(_("next look"), null=True, blank=True)
    looked_at_on = models.DateField(_("last looked at"), null=True, blank=True)

    objects = FigureSeriesQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Classified.Meta):
        verbose_name = _("figure series")
        verbose_name_plural = _("figure series")
        ordering = ("about", "kind", "year", "pk")
        indexes = (
            *Classified.Meta.indexes,
            models.Index(fields=("look_again_on",), name="series_look_again_idx"),
        )
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(condition=~Q(about=""), name="series_is_about_something"),
            goods_code_exists("goods_code", name="series_goods_code_exists"),
            models.CheckConstraint(condition=Q(kind__in=SeriesKind.values), name="series_kind_exists"),
            models.CheckConstraint(condition=Q(year=None) | Q(year__range=(1900, 2100)), name="series_year_in_range"),
            *map(day_in_range, ("look_again_on", "looked_at_on")),
        )
        triggers = (
            not_below("dependencies_dependency", "dependency_id"),
            shares_fit("NEW.id", name="shares_fit_their_kind"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("dependencies:series", args=[self.pk])

    @property
    def is_share(self) -> bool:
        """Whether its numbers are parts of a whole, in percent."""
        return self.kind in SHARES


@tracked_content()
class Figure(Guarded):
    """One number of a series: of a country, of a region, or of the whole. Without a value it only names the country."""

    part_of = "series"

    series = models.ForeignKey(FigureSeries, models.PROTECT, related_name="figures")
    country = models.CharField(_("country"), max_length=2, choices=countries.choices, null=True, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = (F("value").desc(nulls_last=True), "country", "region", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("series", "country", "region"), nulls_distinct=False, name="figure_once_for_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(unit=PERCENT) | Q(value=None) | Q(value__range=(Decimal(0), Decimal(100))),
                name="figure_percentage_0_to_100",
            ),
            country_exists("country", name="figure_country_exists"),
        )
        triggers = (shares_fit("NEW.series_id", name="shares_fit"),)

    def __str__(self) -> str:
        return self.place or str(self.series)

    @property
    def place(self) -> str:
        """The country or region that it is of, in words; empty where it is of the whole."""
        named = [countries.name_of(self.country)] if self.country else []
        return ", ".join([*named, *([self.region] if self.region else [])])

    @property
    def in_words(self) -> str:
        """The number with its unit, in the manner of the language; empty where there is none."""
        return number(self.value, self.unit)


@tracked_content()
class RouteStop(Guarded):
    """A country through which the trade of a figure runs, by its place on the way."""

    part_of = "figure"

    figure = models.ForeignKey(Figure, models.PROTECT, related_name="route")
    seq = models.PositiveSmallIntegerField(_("place on the way"))
    country = models.CharField(_("country"), max_length=2, choices=countries.choices)

    class Meta:
        verbose_name = _("stop on the route")
        verbose_name_plural = _("stops on the route")
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=("figure", "seq"), name="route_stop_once_at_a_place"),
            country_exists("country", name="route_stop_country_exists"),
        )

    def __str__(self) -> str:
        return countries.name_of(self.country)
