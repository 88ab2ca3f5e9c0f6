"""Who may do what to question sets (the role table in docs/architecture.md). Everybody who sees one may read it."""

from __future__ import annotations

import rules

from core.access import is_co_chair, works_for_taskforce

rules.add_perm("questions.draft_set", works_for_taskforce)
rules.add_perm("questions.change_set", works_for_taskforce)
rules.add_perm("questions.adopt_set", is_co_chair)
rules.add_perm("questions.reclassify_set", works_for_taskforce)
rules.add_perm("questions.publish_set", works_for_taskforce)
