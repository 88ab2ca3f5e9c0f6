"""What people call the blocks of a document, by the ids that `number` gave them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from reports import document as doc
from reports.document.numbering import ID_PREFIX

NAMES: dict[str, Promise | str] = {
    ID_PREFIX[kind]: name
    for kind, name in {
        doc.Heading: pgettext_lazy("block", "heading"),
        doc.Paragraph: pgettext_lazy("block", "paragraph"),
        doc.List: pgettext_lazy("block", "list"),
        doc.Table: pgettext_lazy("block", "table"),
        doc.Figure: pgettext_lazy("block", "figure"),
        doc.Timeline: pgettext_lazy("block", "timeline"),
        doc.TextBox: pgettext_lazy("block", "text box"),
    }.items()
}


def block_name(block_id: str) -> str:
    """What kind of block an id is of: "paragraph"."""
    return str(NAMES[block_id.split("-")[0]])


def place_in_document(block_id: str) -> int:
    """Where the block stands among the others, from 1."""
    return int(block_id.split("-")[1])
