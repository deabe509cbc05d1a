"""Numbers, check codes, verdicts and masked names."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from satupintu.permits import rules
from satupintu.permits.rules import CODE_ALPHABET, Verdict

codes = st.binary(min_size=7, max_size=7).map(rules.make_check_code)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("440/SIP/{year}/{seq:06}", "440/SIP/2026/000042"),
        ("{seq}/{month_roman}/{year}", "42/XI/2026"),
        ("R-{seq:1}", "R-42"),
    ],
)
def test_makes_numbers_as_the_pack_writes_them(pattern: str, number: str) -> None:
    assert rules.format_number(pattern, seq=42, on=date(2026, 11, 24)) == number


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("440/{year}", "exactly once"),
        ("{seq}{seq}", "exactly once"),
        ("{seq}/{month}", "not known"),
        ("{seq} {year", "not closed"),
        ("{seq.__class__}", "not known"),
        ("{seq:999999999}", "not known"),
    ],
)
def test_says_what_is_wrong_with_a_number_pattern(pattern: str, words: str) -> None:
    assert words in " ".join(rules.number_faults(pattern))
    with pytest.raises(ValueError, match=words):
        rules.format_number(pattern, seq=1, on=date(2026, 1, 1))


@given(codes)
def test_reads_a_check_code_however_it_is_typed(code: str) -> None:
    printed = rules.group_check_code(code)
    for typed in (code, printed, printed.lower(), printed.replace("-", " ") + " "):
        assert rules.read_check_code(typed) == code
    assert rules.read_check_code(code.replace("0", "O").replace("1", "l")) == code


@given(codes, st.integers(0, 11), st.sampled_from(CODE_ALPHABET))
def test_notices_every_mistyped_character(code: str, at: int, letter: str) -> None:
    typed = code[:at] + letter + code[at + 1 :]
    assert rules.read_check_code(typed) == (code if typed == code else None)


@pytest.mark.parametrize(
    ("status", "today", "verdict"),
    [
        ("valid", date(2026, 11, 24), Verdict.IN_FORCE),
        ("valid", date(2026, 11, 23), Verdict.NOT_YET),
        ("valid", date(2031, 11, 23), Verdict.IN_FORCE),
        ("valid", date(2031, 11, 24), Verdict.EXPIRED),
        ("suspended", date(2026, 11, 24), Verdict.SUSPENDED),
        ("revoked", date(2040, 1, 1), Verdict.REVOKED),
    ],
)
def test_judges_by_status_and_dates(status: str, today: date, verdict: str) -> None:
    found = rules.judge(
        status=status,
        valid_from=date(2026, 11, 24),
        valid_until=date(2031, 11, 23),
        today=today,
    )
    assert found == verdict


def test_a_permit_without_an_end_stays_in_force() -> None:
    found = rules.judge(
        status="valid",
        valid_from=date(2026, 1, 1),
        valid_until=None,
        today=date(2099, 1, 1),
    )
    assert found is Verdict.IN_FORCE


def test_masks_a_name_but_not_a_title() -> None:
    assert rules.mask_name("dr. Melati Cahaya, Sp.A.") == "dr. M***** C***** Sp.A."
    assert rules.mask_name("") == ""
