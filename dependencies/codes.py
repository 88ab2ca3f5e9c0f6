"""The code of a dependency: drawn at random, since gaps in a sequence would tell of rows that one may not see."""

from __future__ import annotations

import secrets
from typing import Final

PREFIX: Final = "SA-"
LENGTH: Final = 4
# Without what looks alike on paper or is heard alike: 0 and O, 1, I and L, U and V.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    """A code such as SA-7K3F, of some eight hundred thousand."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
