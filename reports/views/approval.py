"""The pages on which a version is approved, published and withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.roles import Role
from core.classifying import is_for_everybody
from core.errors import ConflictError
from core.forms import ActionForm
from core.pages import ActionPage
from core.visibility import may_see
from reports import actions
from reports.forms import TextForm, WithdrawForm
from reports.life import VersionLife
from reports.models import Approval, Publication, ReportVersion, ReviewRequest


def chairs_and_their_approval(life: VersionLife) -> list[tuple[Department, Approval | None]]:
    """Every department that has a co-chair now or that approved this version, with its approval if there is one."""
    given = {one.department: one for one in life.approvals}
    chairing = Department.objects.filter(user__role=Role.CO_CHAIR, user__is_active=True).distinct()
    departments = sorted({*given, *chairing}, key=lambda department: department.abbreviation)
    return [(department, given.get(department)) for department in departments]


class OnVersion(ActionPage):
    """What every page that does something to a version has in common: it names the version and its fingerprint."""

    model = ReportVersion
    related = ("report",)
    form_class: ClassVar[type[ActionForm]] = TextForm
    template_name = "reports/on_version.html"
    section = (gettext_lazy("Reports"), "reports:list")

    def subject(self, row: Any) -> Any:
        return row

    def trail(self) -> list[tuple[str, str]]:
        report = self.object.report
        return [*super().trail()[:-1], (str(report), report.get_absolute_url())]

    def success_url(self, row: Any) -> str:
        return str(self.object.report.get_absolute_url())

    def lost_race(self, form: ActionForm, conflict: ConflictError) -> HttpResponse:
        """The text is not the latest any more: nothing to send again here, only the way to what is."""
        if not may_see(self.viewer, conflict.current):
            raise Http404
        return self.show(form, status=409, overtaken_by=conflict.current, refusal=conflict.message)

    def show(self, form: ActionForm, *, status: int = 200, **context: Any) -> HttpResponse:
        title = self.title % {"number": self.object.number}
        return super().show(form, status=status, **({"title": title, "submit": self.submit_words()} | context))

    def submit_words(self) -> str:
        """The words of the button, with the number of the version."""
        return str(self.submit % {"number": self.object.number})


class AskReview(OnVersion):
    """Ask the co-chairs to approve a version."""

    permission = "reports.ask_review"
    title = gettext_lazy("Ask for approval of version %(number)s")
    submit = gettext_lazy("Ask for approval")
    intro = gettext_lazy(
        "The co-chairs of two departments find it under “Today”. They approve exactly this version: after a new one "
        "you ask again."
    )
    done = gettext_lazy("Approval was asked. The co-chairs find it under “Today”.")

    def act(self, form: Any) -> ReviewRequest:
        return actions.ask_review(self.viewer, self.object, **form.facts())


class Approve(OnVersion):
    """Approve a version as a co-chair."""

    permission = "reports.approve_version"
    title = gettext_lazy("Approve version %(number)s")
    submit = gettext_lazy("Approve version %(number)s")
    intro = gettext_lazy(
        "You approve in your own name, for your department. Your approval holds for the text with this fingerprint "
        "and for no other: it lapses as soon as a new version is made."
    )
    done = gettext_lazy("Your approval was recorded.")

    def act(self, form: Any) -> Approval:
        return actions.approve(self.viewer, self.object, **form.facts())


class PublishVersion(OnVersion):
    """Tell an approved version to its audience."""

    permission = "reports.publish_version"
    title = gettext_lazy("Publish version %(number)s")
    submit = gettext_lazy("Publish version %(number)s")
    done = gettext_lazy("The version was published.")

    def act(self, form: Any) -> Publication:
        return actions.publish_version(self.viewer, self.object, **form.facts())

    def show(self, form: ActionForm, *, status: int = 200, **context: Any) -> HttpResponse:
        if is_for_everybody(self.object):
            intro = _("Everybody can read it from now on, without signing in, and download its files.")
        else:
            intro = _("Its readers find it under “Today”. Everything that they open is kept in the read ledger.")
        return super().show(form, status=status, **({"intro": intro} | context))


class WithdrawVersion(OnVersion):
    """Take a publication back, with a reason."""

    permission = "reports.withdraw_version"
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw version %(number)s")
    submit = gettext_lazy("Withdraw version %(number)s")
    intro = gettext_lazy(
        "The files can no longer be downloaded. At the same address stays that it was there, when it was withdrawn, "
        "and your reason. This cannot be undone; a new version can be published."
    )
    done = gettext_lazy("The publication was withdrawn.")

    def get_object(self) -> Any:
        row = super().get_object()
        if not Publication.objects.visible_to(self.viewer).filter(version=row).exists():
            raise Http404
        return row

    def act(self, form: Any) -> Publication:
        return actions.withdraw_version(self.viewer, self.object, **form.facts())
