"""Characters that no document holds: they stop the typesetter, or make text read other than it is."""

import re

# C0 and C1 controls but the newline, bidirectional overrides and isolates (they reorder a line: spoofing), lone
# surrogates, the byte order mark, private use and noncharacters.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "\U000f0000-\U0010ffff]"
)


def forbidden_character(text: str) -> str | None:
    """The first character of the text that no document may hold, as ``U+202E``; None when all is well."""
    found = FORBIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else None
