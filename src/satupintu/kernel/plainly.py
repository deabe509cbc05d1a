"""Words as they are compared: what people type against what is written. Pure."""

from __future__ import annotations

import re
import unicodedata


def plain(words: str) -> str:
    """Lower case, without accents and signs, single spaces."""
    bare = unicodedata.normalize("NFKD", words.lower())
    bare = "".join(c for c in bare if not unicodedata.combining(c) or _is_sign(c))
    return " ".join(
        re.sub(r"[^\w\s]|_", " ", unicodedata.normalize("NFC", bare)).split()
    )


def _is_sign(char: str) -> bool:
    """Combining characters that a script cannot do without (Khmer vowels)."""
    return not "\u0300" <= char <= "\u036f"
