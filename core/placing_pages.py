"""Pages that change who may read a row, for every app."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm, PublishForm, ReclassifyForm
from core.marking import mark
from core.models import Classified
from core.pages import ActionPage


class ReclassifyPage(ActionPage):
    """Change who may read a row. `consequence` says what else follows."""

    form_class: ClassVar[type[ActionForm]] = ReclassifyForm
    title = _("Change who may read this")
    consequence: Any
    submit = _("Change the classification")
    done = _("The classification was changed.")

    @property
    def intro(self) -> str:
        """Who reads it now, and what follows from a change."""
        # Not within an f-string, where the words would not be collected for translation.
        now = gettext("Now: %(label)s. %(readers)s") % _marked(self.object)
        return f"{now} {self.consequence}"

    def reclassify(self, **facts: Any) -> Classified:
        """The action; returns the row."""
        raise NotImplementedError

    def act(self, form: Any) -> Classified:
        row = self.reclassify(**form.facts())
        messages.info(self.request, gettext("From now on: %(label)s. %(readers)s") % _marked(row))
        return row


class PublishPage(ActionPage):
    """Let everybody see a row, after a look at what that means."""

    form_class = PublishForm


def _marked(row: Classified) -> dict[str, str]:
    marking = mark(row)
    return {"label": marking.label, "readers": marking.readers}
