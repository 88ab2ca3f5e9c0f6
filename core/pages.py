"""The bases of all pages: a list, a detail, and a form for an action (docs/architecture.md, the rooms).

A view names its model, columns, filters and action; visibility, paging, download and conflicts are done here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from django_filters import FilterSet

from accounts.viewers import Viewer
from core import panels
from core.access import require
from core.errors import ConflictError, DomainError, NotAllowedError
from core.exports import FORMATS, download
from core.forms import ActionForm
from core.history import Change, history_of
from core.models import Guarded
from core.visibility import may_see

PAGE_SIZES = (10, 25, 50)
RECENT_CHANGES = 5


class StaffPage(View):
    """A page for staff: visitors are asked to sign in first, and who may not do what the page does is told so."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.viewer.is_staff:
            return redirect_to_login(request.get_full_path())
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotAllowedError as error:
            raise PermissionDenied(error.message) from error

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.request.viewer  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Column:
    """A column of a list: its key in `?sort=`, its heading, its plain value for a download, the fields it sorts by.

    `only_in_file` is for what is too long for the page, and stands one click further there.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    only_in_file: bool = False


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted, as the heading of each column needs it."""

    key: str
    descending: bool

    @classmethod
    def read(cls, text: str, columns: Sequence[Column], default: str) -> Sorting:
        """Read `?sort=-due`; anything that is no sortable column gives the default."""
        key = text.removeprefix("-")
        if not any(column.key == key and column.sort for column in columns):
            text = default
        return cls(text.removeprefix("-"), text.startswith("-"))

    def apply(self, rows: QuerySet[Any], columns: Sequence[Column]) -> Any:
        """The rows in this order, ties broken by key so that pages never overlap."""
        sign = "-" if self.descending else ""
        fields = next(column.sort for column in columns if column.key == self.key)
        return rows.order_by(*(sign + field for field in fields), "pk")


class ListPage(StaffPage, TemplateView):
    """A list that is filtered, sorted, paged and downloaded as exactly what the viewer sees."""

    model: ClassVar[type[Guarded]]
    filterset_class: ClassVar[type[FilterSet]]
    columns: ClassVar[tuple[Column, ...]]
    default_sort: ClassVar[str]
    related: ClassVar[tuple[str, ...]] = ()
    download_name: ClassVar[str]

    def rows(self) -> QuerySet[Any]:
        """What there is to list, before filters."""
        rows: QuerySet[Any] = self.model.objects.visible_to(self.viewer)
        return rows

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.filterset = self.filterset_class(request.GET, queryset=self.rows(), request=request)
        self.sorting = Sorting.read(request.GET.get("sort", ""), self.columns, self.default_sort)
        chosen = request.GET.get("download")
        if chosen in FORMATS and self.filterset.is_valid():
            return download(chosen, self.download_name, self.columns, self.selected())
        status = 200 if self.filterset.is_valid() else 422
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def selected(self) -> Any:
        """The rows that the filters leave, sorted, with their relations; none while a filter is wrong."""
        rows = self.filterset.qs if self.filterset.is_valid() else self.rows().none()
        return self.sorting.apply(rows, self.columns).with_related(self.viewer, *self.related)

    def page(self) -> Page[Any]:
        """The page that is asked for; a number that does not exist gives the nearest that does."""
        asked = self.request.GET.get("size", "")
        size = int(asked) if asked.isdecimal() and int(asked) in PAGE_SIZES else PAGE_SIZES[1]
        return Paginator(self.selected(), size).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page()
        return super().get_context_data(**kwargs) | {
            "filterset": self.filterset,
            "sorting": self.sorting,
            "columns": [column for column in self.columns if not column.only_in_file],
            "page": page,
            "rows": page.object_list,
            "count": page.paginator.count,
            "total": self.rows().count(),
            "sizes": PAGE_SIZES,
            "formats": tuple(FORMATS),
        }


class ObjectMixin(StaffPage):
    """A page about one row, which answers 404 where the viewer may not see it."""

    model: ClassVar[type[Guarded]]
    related: ClassVar[tuple[str, ...]] = ()

    def get_object(self) -> Any:
        """The row of this address."""
        rows = self.model.objects.visible_to(self.viewer).with_related(self.viewer, *self.related)
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row


class DetailPage(ObjectMixin, TemplateView):
    """One row, whole. `panel_places` are where its template lets the apps above show something of theirs."""

    panel_places: ClassVar[tuple[str, ...]] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        beside = panels.beside(self.viewer, self.object, self.panel_places)
        return super().get_context_data(**kwargs) | {"object": self.object, "panels": beside}

    @cached_property
    def recent_changes(self) -> list[Change]:
        """The last changes that the viewer may see; asked for by pages that show them."""
        return history_of(self.viewer, self.object)[:RECENT_CHANGES]


class ActionPage(ObjectMixin):
    """A form that does one thing to one row: shows it, does it, or says at the field why not.

    A lost race (ConflictError) shows what is there now beside what was typed, and saves nothing; a form that was sent
    twice is recognised by its facts being there already. `section` is the page above all others of its kind: its words
    and the name of its address.
    """

    permission: ClassVar[str]
    form_class: ClassVar[type[ActionForm]]
    template_name: ClassVar[str] = "core/action.html"
    section: ClassVar[tuple[Any, str] | None] = None
    title: ClassVar[Any]
    intro: ClassVar[Any] = ""
    submit: ClassVar[Any]
    done: ClassVar[Any]

    def act(self, form: ActionForm) -> Any:
        """Do it, through an action; returns the row to go to."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        return {}

    def subject(self, row: Any) -> Any:
        """The row about which the permission is asked."""
        return row

    def get_object(self) -> Any:
        row = super().get_object()
        require(self.viewer, self.permission, self.subject(row))
        return row

    def success_url(self, row: Any) -> str:
        """Where to go when it is done."""
        return str(row.get_absolute_url())

    def trail(self) -> list[tuple[str, str]]:
        """The pages above this one, from the top down; the last is where one goes that does not go on."""
        top = [(str(self.section[0]), reverse(self.section[1]))] if self.section else []
        row = self.subject(self.object)
        return [*top, (str(row), row.get_absolute_url())] if row is not None else top

    def form(self, data: Any = None) -> ActionForm:
        """The form, as this viewer fills it in."""
        return self.form_class(data, initial=self.initial(), viewer=self.viewer, instance=self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.show(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            row = self.act(form)
        except ConflictError as conflict:
            return self.lost_race(form, conflict)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.show(form, status=422)
        messages.success(request, self.done)
        return redirect(self.success_url(row))

    def lost_race(self, form: ActionForm, conflict: ConflictError) -> HttpResponse:
        """What is there now beside what was typed; sending again, with the new revision, is a choice made knowingly."""
        if not may_see(self.viewer, conflict.current):
            raise Http404
        if form.is_already_there(conflict.current):
            return self.already_saved(conflict.current)
        mine = form.retyped(revision=conflict.current.revision)
        return self.show(mine, status=409, conflict=conflict, differences=form.differences(conflict.current))

    def already_saved(self, row: Any) -> HttpResponse:
        """The answer to a form that was sent before."""
        messages.info(self.request, _("This was already saved. Nothing was saved a second time."))
        return redirect(self.success_url(row))

    def show(self, form: ActionForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page with this form."""
        trail = self.trail()
        about = {"title": self.title, "intro": self.intro, "submit": self.submit, "trail": trail, "back": trail[-1:]}
        return render(
            self.request, self.template_name, {"form": form, "object": self.object} | about | context, status=status
        )


class CreatePage(ActionPage):
    """A form that makes a new row. Its key is in the form, so that the same form sent twice makes one row."""

    def get_object(self) -> Any:
        require(self.viewer, self.permission)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        earlier = self.made_earlier()
        if earlier is not None:
            self.object = self.get_object()
            return self.already_saved(earlier)
        try:
            return super().post(request, *args, **kwargs)
        except IntegrityError:
            # Two sendings at the same moment: the other one was first.
            earlier = self.made_earlier()
            if earlier is None:
                raise
            return self.already_saved(earlier)

    def made_earlier(self) -> Any:
        """The row that this form made when it was sent before."""
        try:
            key = uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return None
        return self.model.objects.visible_to(self.viewer).filter(pk=key).first()
