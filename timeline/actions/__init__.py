"""What people do on the timeline, to activities and to commitments."""

from timeline.actions.activities import (
    add_milestone,
    change_activity,
    cite_source,
    move_activity,
    plan_activity,
    publish_activity,
    reach_milestone,
    reclassify_activity,
    record_progress,
    remove_citation,
)
from timeline.actions.commitments import (
    add_commitment,
    change_commitment,
    publish_commitment,
    reclassify_commitment,
    settle_commitment,
)

__all__ = [
    "add_commitment",
    "add_milestone",
    "change_activity",
    "change_commitment",
    "cite_source",
    "move_activity",
    "plan_activity",
    "publish_activity",
    "publish_commitment",
    "reach_milestone",
    "reclassify_activity",
    "reclassify_commitment",
    "record_progress",
    "remove_citation",
    "settle_commitment",
]
