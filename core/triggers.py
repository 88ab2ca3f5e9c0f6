"""Promises about classification that the database keeps itself (docs/architecture.md, rule 1)."""

import pgtrigger


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


def frozen(name: str = "frozen") -> pgtrigger.Trigger:
    """What was made stays as it is: refuses every update and every delete."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION 'this row never changes' USING ERRCODE = 'check_violation';",
    )
