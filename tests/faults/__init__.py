"""What may fail, and what happens then: each promise of docs/operations.md is one test.

That two people who change one row see both versions is tested with each form in tests/timeline (..._is_a_conflict).
"""
