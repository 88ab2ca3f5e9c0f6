"""Promises that the database keeps about question sets: what was adopted stays as it was adopted."""

from __future__ import annotations

import pgtrigger

from core.triggers import TOMBSTONE

PLACING = "{classification,compartment_id,ground,published_at,revision,updated}"
"""The columns of an adopted set that go on changing: who may read it, and the count of its changes."""

_CHANGED = """
    SELECT array_agg(key) INTO changed FROM jsonb_each(to_jsonb(NEW))
    WHERE to_jsonb(OLD) -> key IS DISTINCT FROM value AND key <> ALL('{}'::text[]);
"""
# A redaction of this very transaction names what it takes, and puts nothing but a tombstone there (core.redaction).
_REDACTED = f"""(
    NOT EXISTS (
        SELECT FROM jsonb_each_text(to_jsonb(NEW)) WHERE key = ANY(changed) AND value IS DISTINCT FROM '{TOMBSTONE}'
    ) AND EXISTS (
        SELECT FROM core_redaction
        WHERE object_id = OLD.id AND transaction = txid_current() AND changed <@ fields::text[]
    )
)"""  # noqa: S608  a constant of ours, no input


def frozen_once_adopted() -> pgtrigger.Trigger:
    """An adopted set never changes, but for who may read it and for a redaction."""
    return pgtrigger.Trigger(
        name="frozen_once_adopted",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "text[]")],
        func=f"""
            IF OLD.state = 'adopted' THEN
                IF TG_OP = 'DELETE' THEN
                    RAISE EXCEPTION 'an adopted question set never changes' USING ERRCODE = 'check_violation';
                END IF;
                {_CHANGED.format(PLACING)}
                IF changed IS NOT NULL AND NOT {_REDACTED} THEN
                    RAISE EXCEPTION 'an adopted question set never changes' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,
    )


def adopted_whole() -> pgtrigger.Trigger:
    """A set is adopted with questions in each group, so never before it is there."""
    return pgtrigger.Trigger(
        name="adopted_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.state = 'adopted'"),
        func="""
            IF TG_OP = 'INSERT' OR OLD.state IS DISTINCT FROM NEW.state THEN
                IF (SELECT count(DISTINCT "group") FROM questions_question WHERE question_set_id = NEW.id) < 3 THEN
                    RAISE EXCEPTION 'an adopted question set has questions in each group'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def frozen_with_its_set() -> pgtrigger.Trigger:
    """No question is added to an adopted set, changed in it or taken from it, but for a redaction."""
    return pgtrigger.Trigger(
        name="frozen_with_its_set",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "text[]")],
        # Locks the set first, so that nobody adopts it in the meantime.
        func=f"""
            PERFORM FROM questions_questionset WHERE id IN (OLD.question_set_id, NEW.question_set_id) FOR SHARE;
            IF EXISTS (
                SELECT FROM questions_questionset
                WHERE id IN (OLD.question_set_id, NEW.question_set_id) AND state = 'adopted'
            ) THEN
                IF TG_OP <> 'UPDATE' THEN
                    RAISE EXCEPTION 'a question of an adopted set never changes' USING ERRCODE = 'check_violation';
                END IF;
                {_CHANGED.format("{}")}
                IF changed IS NOT NULL AND NOT {_REDACTED} THEN
                    RAISE EXCEPTION 'a question of an adopted set never changes' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,
    )
