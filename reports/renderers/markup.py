"""HTML written element by element. A plain string is text and is escaped; only ``Markup`` is taken as it is."""

from collections.abc import Mapping
from html import escape

VOID = frozenset({"meta", "br"})


class Markup(str):
    """HTML that is safe to print as it is. Template engines know it by ``__html__``."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself: nothing in it needs escaping."""
        return str(self)


Content = str | Markup | None


def text(content: Content) -> Markup:
    """Content as HTML: a string escaped, markup unchanged, nothing for None."""
    if content is None:
        return Markup()
    return content if isinstance(content, Markup) else Markup(escape(content))


def join(*contents: Content) -> Markup:
    """Contents one after the other."""
    return Markup("".join(text(content) for content in contents))


def element(name: str, attributes: Mapping[str, str | None] | None = None, *contents: Content) -> Markup:
    """One element; attributes that are None are left out. A void element (``meta``) has no contents and no end."""
    given = (attributes or {}).items()
    written = "".join(f' {key}="{escape(value)}"' for key, value in given if value is not None)
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*contents)}</{name}>")
