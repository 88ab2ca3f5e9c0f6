"""What the database itself holds of approving and publishing, whoever writes."""

import pgtrigger


def asked_and_of_this_text() -> pgtrigger.Trigger:
    """An approval is of a version for which it was asked, and of exactly the text that the version holds."""
    return pgtrigger.Trigger(
        name="asked_and_of_this_text",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            PERFORM FROM reports_reportversion WHERE id = NEW.version_id AND sha256 = NEW.sha256;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'an approval is of the text of its version' USING ERRCODE = 'check_violation';
            END IF;
            PERFORM FROM reports_reviewrequest WHERE version_id = NEW.version_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'approval of this version was not asked' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def approved_by_two_departments() -> pgtrigger.Trigger:
    """What is published was approved by the co-chairs of two departments, and is as confidential as its version."""
    return pgtrigger.Trigger(
        name="approved_by_two_departments",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF (SELECT count(DISTINCT department_id) FROM reports_approval WHERE version_id = NEW.version_id) < 2 THEN
                RAISE EXCEPTION 'published before both co-chairs approved' USING ERRCODE = 'check_violation';
            END IF;
            PERFORM FROM reports_reportversion WHERE id = NEW.version_id
                AND classification = NEW.classification AND compartment_id IS NOT DISTINCT FROM NEW.compartment_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a publication is classified as its version' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def withdrawn_once() -> pgtrigger.Trigger:
    """A publication changes once, when it is withdrawn, and in nothing else; it is never deleted."""
    return pgtrigger.Trigger(
        name="withdrawn_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("withdrawal", "text[]")],
        func="""
            withdrawal := ARRAY['withdrawn_at', 'withdrawn_by_id', 'reason', 'revision', 'updated'];
            IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
                    AND to_jsonb(OLD) - withdrawal = to_jsonb(NEW) - withdrawal THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'a publication changes only when it is withdrawn, once' USING ERRCODE = 'check_violation';
        """,
    )
