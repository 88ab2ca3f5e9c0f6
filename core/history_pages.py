"""The pages of a row's history: what happened to it, and taking words away for good."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import RedactForm
from core.history import history_of, told_in
from core.pages import ActionPage, DetailPage
from core.redaction import redact

CHANGES_ON_A_PAGE = 25


class HistoryPage(DetailPage):
    """Every change of a row that the viewer may see. `section` is the page above all others of its kind."""

    template_name = "core/history.html"
    redact_url_name: str
    section: tuple[Any, str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = Paginator(history_of(self.viewer, self.object), CHANGES_ON_A_PAGE)
        page = changes.get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "changes": page.object_list,
            "also_shown": told_in(page.object_list, self.object),
            "section": self.section,
            "redact_url_name": self.redact_url_name,
        }


class RedactPage(ActionPage):
    """Take words away for good, from a row, its parts and their history."""

    permission = "core.redact"
    form_class = RedactForm
    title = gettext_lazy("Wipe words for good")
    submit = gettext_lazy("Wipe these words for good")
    done = gettext_lazy("The words were wiped, also from the history.")

    @property
    def intro(self) -> str:
        """What it does, and what it does not."""
        return _(
            "What you choose is replaced by “[verwijderd]”, here and in everything that the history keeps of it. "
            "Nobody can bring it back. That it was done, by whom and why stays in the history. What was published "
            "stays as it was published."
        )

    def act(self, form: Any) -> Any:
        return redact(self.viewer, self.object, **form.facts())
