"""Promises about figures that the database keeps itself."""

from __future__ import annotations

from typing import Final

import pgtrigger

LARGEST_SUM: Final = "100.5"
"""What shares of a whole may add up to: rounded numbers come to a little more than a hundred."""


def shares_fit(series: str, *, name: str) -> pgtrigger.Trigger:
    """The numbers of a series of shares are percentages, together no more than the whole, when a transaction ends.

    `series` is the key of the series in the row that changed. The sign of percent stands as its number: itself, a
    migration would take it for the place of a parameter.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        declare=[("share", "boolean"), ("total", "numeric"), ("strange", "bigint")],
        func=f"""
            SELECT starts_with(kind, 'share-of-') INTO share FROM dependencies_figureseries WHERE id = {series};
            IF share THEN
                SELECT sum(value),
                    count(*) FILTER (WHERE value < 0 OR value > 100 OR (unit <> chr(37) AND value IS NOT NULL))
                INTO total, strange FROM dependencies_figure WHERE series_id = {series};
                IF strange > 0 THEN
                    RAISE EXCEPTION 'a share is a percentage from 0 to 100' USING ERRCODE = 'check_violation';
                END IF;
                IF total > {LARGEST_SUM} THEN
                    RAISE EXCEPTION 'shares of one whole are more than the whole' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NULL;
        """,  # noqa: S608  names of our own columns, no input
    )
