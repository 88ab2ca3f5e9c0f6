"""The pages of reports: which there are, and one report with what authors write in it and its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.errors import DomainError
from core.history import told_in
from core.models import Job
from core.pages import ActionPage, CreatePage, DetailPage, ObjectMixin, StaffPage
from core.progress import progress_of
from reports import actions
from reports.authored import preview
from reports.chapters import all_chapters
from reports.compiling import COMPILE
from reports.forms import ChapterForm, ReportForm, StartReportForm
from reports.life import life_of
from reports.models import ChapterText, Report
from reports.steps import next_step
from reports.views.approval import chairs_and_their_approval


class ReportList(StaffPage, TemplateView):
    """Every report that the viewer may see, the newest quarter first."""

    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Report.objects.visible_to(self.viewer).with_latest(self.viewer)
        return super().get_context_data(**kwargs) | {"rows": rows}


class StartReport(CreatePage):
    """Start the report over a quarter."""

    model = Report
    permission = "reports.start_report"
    form_class = StartReportForm
    section = (_("Reports"), "reports:list")
    title = _("Start a report")
    submit = _("Start this report")
    done = _("The report was started.")

    def act(self, form: Any) -> Report:
        return actions.start_report(self.viewer, **form.facts())


class ReportPage(DetailPage):
    """One report: compiling it, what authors write in it, and its versions."""

    model = Report
    template_name = "reports/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        life = life_of(self.viewer, self.object)
        texts = {row.key: row for row in ChapterText.objects.visible_to(self.viewer).filter(report=self.object)}
        job = Job.objects.visible_to(self.viewer).filter(kind=COMPILE.name, key=str(self.object.pk)).first()
        return super().get_context_data(**kwargs) | {
            "chapters": [(chapter, texts.get(chapter.key)) for chapter in all_chapters()],
            "life": life,
            "latest": life.latest,
            "chairs": chairs_and_their_approval(life.latest) if life.latest else [],
            "next_step": next_step(self.viewer, life),
            "progress": progress_of(job) if job else None,
            "recent_changes": self.recent_changes,
            "also_shown": told_in(self.recent_changes, self.object),
        }


class ChangeReport(ActionPage):
    """Change what a report is called and who signs it."""

    model = Report
    permission = "reports.change_report"
    form_class = ReportForm
    section = (_("Reports"), "reports:list")
    title = _("Change this report")
    submit = _("Save this report")
    done = _("The report was saved. What was compiled before stays as it is.")

    def act(self, form: Any) -> Report:
        return actions.change_report(self.viewer, self.object, **form.facts())


class CompileReport(ObjectMixin):
    """Ask for a new version."""

    model = Report
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        try:
            actions.compile_report(self.viewer, report)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(report)


class WriteChapter(ActionPage):
    """Write in a chapter, look at it, keep it."""

    model = Report
    permission = "reports.write_chapter"
    form_class = ChapterForm
    template_name = "reports/chapter.html"
    section = (_("Reports"), "reports:list")
    title = _("Chapter “%(title)s”")
    deed = _("Write in a chapter")
    submit = _("Save this text")
    done = _("The text was saved.")

    @property
    def chapter(self) -> Any:
        """The chapter of this address, if authors may write in it."""
        for chapter in all_chapters():
            if chapter.key == self.kwargs["key"] and chapter.authored:
                return chapter
        raise Http404

    def form(self, data: Any = None) -> ChapterForm:
        texts = ChapterText.objects.visible_to(self.viewer).filter(report=self.object, key=self.chapter.key)
        return ChapterForm(data, viewer=self.viewer, instance=texts.first())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            shown = preview(self.viewer, self.object, self.chapter, form.cleaned_data["markdown"])
        except DomainError as error:
            form.add_error(error.field, error.message)
            return self.show(form, status=422)
        return self.show(form, preview=shown)

    def act(self, form: Any) -> ChapterText:
        return actions.write_chapter(self.viewer, self.object, key=self.chapter.key, **form.facts())

    def success_url(self, row: Any) -> str:
        return str(self.object.get_absolute_url())

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        title = self.title % {"title": self.chapter.title}
        return super().show(form, status=status, title=title, **context)
