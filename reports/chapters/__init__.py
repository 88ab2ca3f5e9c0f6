"""The chapters of a report: one file for each, in the order of their `order`. A new one is a new file here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from reports.chapters.reading import Chapter, Reading

__all__ = ["Chapter", "Reading", "all_chapters"]


@cache
def all_chapters() -> tuple[Chapter, ...]:
    """Every chapter, in the order in which they are printed."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    chapters = [module.CHAPTER for module in modules if hasattr(module, "CHAPTER")]
    return tuple(sorted(chapters, key=lambda chapter: chapter.order))
