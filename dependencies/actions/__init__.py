"""What people do in the register: to dependencies, and to the figures that are known of them."""

from dependencies.actions.figures import (
    change_series,
    look_at_series,
    publish_series,
    reclassify_series,
    record_series,
)
from dependencies.actions.register import (
    change_dependency,
    cite_source,
    look_at_dependency,
    publish_dependency,
    reclassify_dependency,
    register_dependency,
    remove_citation,
)

__all__ = [
    "change_dependency",
    "change_series",
    "cite_source",
    "look_at_dependency",
    "look_at_series",
    "publish_dependency",
    "publish_series",
    "reclassify_dependency",
    "reclassify_series",
    "record_series",
    "register_dependency",
    "remove_citation",
]
