"""Searching rows by words, the same on pages and in the API."""

from __future__ import annotations

from django.db.models import Q


def every_word(words: str, *texts: str) -> Q:
    """The condition that every word occurs in one of these columns, in whatever case; no words match everything."""
    condition = Q()
    for word in words.split():
        somewhere = Q()
        for text in texts:
            somewhere |= Q(**{f"{text}__icontains": word})
        condition &= somewhere
    return condition
