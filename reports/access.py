"""Who may do what with reports (the role table of DESIGN, section 4)."""

import rules

from core.access import is_staff, works_for_taskforce

rules.add_perm("reports.view", is_staff)
rules.add_perm("reports.start_report", works_for_taskforce)
rules.add_perm("reports.write_chapter", works_for_taskforce)
rules.add_perm("reports.compile_report", works_for_taskforce)
