"""Pure rules of permits: numbers, check codes, verdicts, masked names."""

import re
from datetime import date
from enum import StrEnum

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_FIELD = re.compile(r"\{([^{}]*)\}")
_SEQ = re.compile(r"seq(?::0?([1-9]))?")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class Verdict(StrEnum):
    """What a stranger is told about a permit."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    FORGED = "forged"

    @property
    def is_genuine(self) -> bool:
        return self not in (Verdict.UNKNOWN, Verdict.FORGED)


def number_faults(pattern: str) -> list[str]:
    """What is wrong with a number pattern, one sentence each; empty if nothing."""
    names = _FIELD.findall(pattern)
    faults = [
        f"{{{name}}} is not known: use {{seq}}, {{seq:06}}, {{year}}, {{month_roman}}"
        for name in names
        if name not in ("year", "month_roman") and not _SEQ.fullmatch(name)
    ]
    if sum(bool(_SEQ.fullmatch(name)) for name in names) != 1:
        faults.append("a number needs {seq} exactly once")
    if "{" in _FIELD.sub("", pattern) or "}" in _FIELD.sub("", pattern):
        faults.append("a brace is not closed")
    return faults


def format_number(pattern: str, *, seq: int, on: date) -> str:
    """`440/SIP/{year}/{seq:06}` becomes `440/SIP/2026/014233`.

    Raises `ValueError` with the first sentence of `number_faults`.
    """
    for fault in number_faults(pattern):
        raise ValueError(fault)

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "year":
            return str(on.year)
        if name == "month_roman":
            return ROMAN[on.month - 1]
        return f"{seq:0{name.partition(':')[2] or '1'}d}"

    return _FIELD.sub(value, pattern)


def make_check_code(random: bytes) -> str:
    """Twelve characters: 55 random bits in Crockford's base 32 and a check one.

    `random` is at least 7 bytes. The check character (Luhn mod 32) catches every
    single mistyped character and nearly every swap of two neighbours.
    """
    value = int.from_bytes(random[:7], "big")
    body = "".join(CODE_ALPHABET[value >> 5 * n & 31] for n in range(CODE_LENGTH - 1))
    return body + CODE_ALPHABET[-_luhn(body, doubled=True) % 32]


def read_check_code(typed: str) -> str | None:
    """The check code in what a person typed; None if it cannot be one."""
    code = re.sub(r"[\s\-–.]", "", typed).upper().translate(_LOOKALIKES)
    if len(code) != CODE_LENGTH or set(code) - set(CODE_ALPHABET):
        return None
    return code if _luhn(code, doubled=False) == 0 else None


def group_check_code(code: str) -> str:
    """`7K4M9QXT2HBD` as it is printed: `7K4M-9QXT-2HBD`."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def judge(
    *, status: str, valid_from: date, valid_until: date | None, today: date
) -> Verdict:
    """The verdict on a permit in the register. `today` is the issuer's local date.

    The last day counts. A revocation outweighs a suspension, and both outweigh
    the dates, since they say why the paper must not be used.
    """
    if status in (Verdict.REVOKED, Verdict.SUSPENDED):
        return Verdict(status)
    if today < valid_from:
        return Verdict.NOT_YET
    if valid_until is not None and today > valid_until:
        return Verdict.EXPIRED
    return Verdict.IN_FORCE


def mask_name(name: str) -> str:
    """`dr. Melati Cahaya` as a stranger sees it: `dr. M***** C*****`.

    Titles (written with a full stop) stay; the stars do not tell the length.
    """
    return " ".join(
        part if part.endswith((".", ".,")) else part[0] + "*****"
        for part in name.split()
    )


def _luhn(code: str, *, doubled: bool) -> int:
    """The Luhn sum mod 32 from the right; `doubled`: whether the last one is."""
    total = 0
    for character in reversed(code):
        value = CODE_ALPHABET.index(character) * (2 if doubled else 1)
        total += value // 32 + value % 32
        doubled = not doubled
    return total % 32
