"""Promises that the database keeps itself: about classification, and about what never changes (docs/architecture.md,
rules 1 and 4)."""

from typing import Any

import pgtrigger
from django.db import connections

from accounts.tracking import NEVER_EMPTIED

TOMBSTONE = "[verwijderd]"
"""What stands where words were taken away for good; it is printed in Dutch papers as it is."""

REASON_OF_A_CHANGE = "reason of a change"
"""How a redaction names the reason that stands beside events, and has no column of its own."""


def not_below(root_table: str, column: str) -> pgtrigger.Trigger:
    """A part is never classified below its whole: refuses a part that is written lower than its root."""
    return pgtrigger.Trigger(
        name="not_below_its_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("root_classification", "smallint")],
        func=f"""
            SELECT classification INTO root_classification FROM {root_table} WHERE id = NEW.{column} FOR SHARE;
            IF NEW.classification < root_classification THEN
                RAISE EXCEPTION 'a part is never classified below its whole' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  names of our own tables, no input
    )


def not_above(root_table: str, column: str) -> pgtrigger.Trigger:
    """What stands in a paper is never above the paper's own classification."""
    return pgtrigger.Trigger(
        name="not_above_its_ceiling",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("ceiling", "smallint")],
        func=f"""
            SELECT classification INTO ceiling FROM {root_table} WHERE id = NEW.{column};
            IF NEW.classification > ceiling THEN
                RAISE EXCEPTION 'above the ceiling of its paper' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  names of our own tables, no input
    )


def raises_parts(part_table: str, column: str) -> pgtrigger.Trigger:
    """Raising the whole raises its parts with it."""
    return pgtrigger.Trigger(
        name=f"raises_{part_table}"[:40],
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("classification"),
        condition=pgtrigger.Condition("NEW.classification > OLD.classification"),
        func=f"""
            UPDATE {part_table} SET classification = NEW.classification
            WHERE {column} = NEW.id AND classification < NEW.classification;
            RETURN NULL;
        """,  # noqa: S608  names of our own tables, no input
    )


def frozen() -> tuple[pgtrigger.Trigger, ...]:
    """What was made stays as it is: refuses every update and every delete, and emptying the table."""
    never_changes = pgtrigger.Trigger(
        name="frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION 'this row never changes' USING ERRCODE = 'check_violation';",
    )
    return never_changes, NEVER_EMPTIED


def only_redacted() -> pgtrigger.Trigger:
    """An event never changes, but that a redaction of this very transaction puts a tombstone where it says."""
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "text[]")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                SELECT array_agg(key) INTO changed FROM jsonb_each(to_jsonb(NEW))
                WHERE to_jsonb(OLD) -> key IS DISTINCT FROM value;
                IF NOT EXISTS (
                    SELECT FROM jsonb_each_text(to_jsonb(NEW))
                    WHERE key = ANY(changed) AND (value IS DISTINCT FROM '{TOMBSTONE}' OR starts_with(key, 'pgh_'))
                ) AND EXISTS (
                    SELECT FROM core_redaction
                    WHERE object_id = OLD.pgh_obj_id AND transaction = txid_current() AND changed <@ fields::text[]
                ) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'an event never changes, but for a redaction' USING ERRCODE = 'check_violation';
        """,  # noqa: S608  a constant of ours, no input
    )


def only_reason_redacted() -> pgtrigger.Trigger:
    """Who changed something, where and why never changes, but that a redaction of this transaction takes the reason."""
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF NEW.id = OLD.id AND NEW.created_at = OLD.created_at
                    AND NEW.metadata - 'reason' = OLD.metadata - 'reason'
                    AND NEW.metadata ->> 'reason' = '{TOMBSTONE}'
                    AND EXISTS (
                        SELECT FROM core_redaction
                        WHERE transaction = txid_current() AND '{REASON_OF_A_CHANGE}' = ANY(fields)
                    )
                THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'the circumstances of a change never change' USING ERRCODE = 'check_violation';
        """,
    )


def of_this_transaction() -> pgtrigger.Trigger:
    """A redaction belongs to the transaction that writes it and bears its moment, whatever the row says."""
    return pgtrigger.Trigger(
        name="of_this_transaction",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="NEW.transaction := txid_current(); NEW.logged_at := now(); RETURN NEW;",
    )


def leave_no_way_around(*, using: str, **signal: Any) -> None:
    """Have the database ask every trigger, whatever a session says: called after migrations, which install them.

    pgtrigger lets a session name triggers that are to be passed over (`SET pgtrigger.ignore`), and so anybody who can
    run SQL; all of its triggers ask this one function whether they are.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN "
            "LANGUAGE sql IMMUTABLE AS 'SELECT false'"
        )
