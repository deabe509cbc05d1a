"""What a pack may not say, each with its line and a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from satupintu.catalogue import checks
from satupintu.catalogue.faults import errors
from satupintu.catalogue.loader import load

SERVICE = "services/library-card.yaml"
Edit = Callable[[str, str, str], int]

FEE = """fees:
  - code: card
    title: {en: Card}
    payee: library
    legal: Rules
    amount: %s
"""


def said(folder: Path) -> list[str]:
    return [str(fault) for fault in errors(checks.check(load(folder)))]


def test_a_new_pack_has_no_fault(folder: Path) -> None:
    assert said(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # expressions
        ("reader_kind == 'student'    ", "reder_kind == 'student'    ", "reder_kind"),
        ("reader_kind == 'student'    ", "reader_kind == 'pupil'    ", "pupil"),
        ("reader_kind == 'student'    ", "reader_kind    ", "yes or no"),
        ("reader_kind == 'student'    ", "reader_kind = 'student'    ", "write =="),
        ("reader_kind == 'student'    ", "shout(reader_kind)    ", "no function shout"),
        ("reader_kind == 'student'    ", "reader_kind > 3    ", "do not fit"),
        # names
        ("topic: culture", "topic: cultur", "Did you mean “culture”"),
        ("agency: library", "agency: libary", "Did you mean “library”"),
        ("paper: id_card", "paper: id_crad", "Did you mean “id_card”"),
        ("by: head_of_unit", "by: head_of_units", "head_of_units"),
        ("by: front_office", "by: front_office@museum", "museum"),
        ("holder: full_name", "holder: fullname", "Did you mean “full_name”"),
        ("holder: full_name", "holder: reader_kind", "cannot be the holder"),
        ("claims: [full_name", "claims: [name", "There is no question “name”"),
        ("name: school\n", "name: full_name\n", "already stands on page"),
        ("name: school\n", "name: today\n", "meaning of its own"),
        ("value: adult", "value: student", "same value"),
        # procedure
        ("needs: [intake]", "needs: [itake]", "needs 'itake'"),
        ("kind: approval", "kind: review", "Nobody approves"),
        ("four_eyes: [intake]", "four_eyes: [audit]", "'audit'"),
        # numbers, texts
        ('"LC-{year}-{seq:06}"', '"LC-{year}"', "needs {seq} exactly once"),
        ('"LC-{year}-{seq:06}"', '"LC-{seq}-{month}"', "{month} is not known"),
        ('"LC-{year}-{seq:06}"', '"LC-{seq.__class__}"', "is not known"),
        ("title: {en: Library card}", "title: {id: Kartu}", "lacks en"),
        ("title: {en: Library card}", 'title: {en: ""}', "lacks en"),
        ("title: {en: Library card}", "title: {}", "lacks en"),
        (
            "  series: library",
            "  template: x.typ\n  series: library",
            "no template “x.",
        ),
        # questions
        ("sample: Melati Kusuma", "sample: M\n        min: 1", "has no min"),
        ("sample: Melati Kusuma", "sample: M\n        pattern: '['", "cannot be read"),
        ("sample: Melati Kusuma", "sample: " + "x" * 300, "is refused"),
        ("type: choice", "type: text", "has no options"),
        # examples
        ("papers: [id_card]", "papers: [school_letter]", "expected school_letter; got"),
        ("fee: 0", "fee: 5", "expected 5; got 0"),
        ("given: {full_name: Mel", "given: {fullname: x, full_name: Mel", "“fullname”"),
        ("steps: [intake, approval]", "steps: [intake]", "got intake, approval"),
        # fees
        ("free:\n", FEE % '"2"' + "free:\n", "so it is not free"),
    ],
)
def test_a_fault_of_a_service(
    folder: Path, edit: Edit, old: str, new: str, sentence: str
) -> None:
    line = edit(SERVICE, old, new)
    found = said(folder)
    assert any(sentence in text for text in found), found
    assert all(text.startswith(f"{SERVICE}:") for text in found)
    named = [int(text.split(":")[1]) for text in found if sentence in text]
    assert named
    if "expected" not in sentence and old != "kind: approval":
        assert any(abs(number - line) <= 8 for number in named), (line, found)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("pack.yaml", "currency: USD", "currency: ZZZ", "not a currency code"),
        ("pack.yaml", "time_zone: UTC", "time_zone: Mars/One", "Mars/One"),
        ("pack.yaml", "languages: [en]", "languages: []", "no language"),
        ("pack.yaml", "languages: [en]", "languages: [en, km]", "lacks km"),
        ("pack.yaml", "'^\\d{9}$'", "'('", "cannot be read"),
        ("pack.yaml", "pattern:", "stdnum: os.path\n    pattern:", "os.path"),
        ("agencies.yaml", "code: reviewer", "code: front_office", "stands 2 times"),
        ("calendar.yaml", "2027-01-01", "2027-02-30", "is not a date"),
        ("calendar.yaml", "08:00-16:00", "16:00-08:00", "16:00-08:00"),
    ],
)
def test_a_fault_of_the_pack(
    folder: Path, edit: Edit, file: str, old: str, new: str, sentence: str
) -> None:
    edit(file, old, new)
    found = said(folder)
    assert any(sentence in text and text.startswith(file) for text in found), found


def with_fee(folder: Path, edit: Edit, amount: str, *, merchant: bool = True) -> None:
    """Make the library card cost something."""
    text = (folder / SERVICE).read_text()
    start, end = text.index("free:\n"), text.index("procedure:")
    text = text[:start] + FEE % amount + text[end:]
    text = text.replace("    needs: [intake]", "    needs: [payment]").replace(
        "  approval:\n    kind",
        "  payment:\n    kind: payment\n    title: {en: Payment}\n"
        "    needs: [intake]\n  approval:\n    kind",
    )
    (folder / SERVICE).write_text(text.replace("fee: 0", "fee: 7"))
    if merchant:
        pack = folder / "pack.yaml"
        pack.write_text(
            pack.read_text() + "merchant: {scheme: khqr, name: LIBRARY, city: PP, "
            "acquirer: lib@bank, merchant_id: L1}\n"
        )


def table(folder: Path, rates: str) -> None:
    (folder / "tables").mkdir()
    (folder / "tables" / "card.yaml").write_text(
        "code: card-rates\ntitle: {en: Rates}\nkeys: [reader_kind]\n"
        f'since: "2020-01-01"\nrates: {rates}\n'
    )


def test_a_fee_by_a_table_checks(folder: Path, edit: Edit) -> None:
    with_fee(folder, edit, "rate('card-rates', reader_kind)")
    table(folder, "{adult: 7, student: 0}")
    # The first example lists the steps; now there is a payment between.
    text = (folder / SERVICE).read_text()
    text = text.replace(
        "steps: [intake, approval]", "steps: [intake, payment, approval]"
    )
    (folder / SERVICE).write_text(text)
    assert said(folder) == []


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("rate('card-rates', reader_kind)", "has no rate for student"),
        ("rate('cards', reader_kind)", "no table of rates named 'cards'"),
        ("rate('card-rates')", "is asked by reader_kind"),
        ("reader_kind", "must be a number"),
        ("0 - 5", "can be negative"),
        ("5 / 0", "zero"),
    ],
)
def test_a_fee_that_cannot_be_computed_is_a_fault(
    folder: Path, edit: Edit, amount: str, sentence: str
) -> None:
    with_fee(folder, edit, f'"{amount}"')
    table(folder, "{adult: 7}")
    assert any(sentence in text for text in said(folder)), said(folder)


def test_a_fee_needs_somebody_to_be_paid(folder: Path, edit: Edit) -> None:
    with_fee(folder, edit, '"7"', merchant=False)
    assert any("no merchant" in text for text in said(folder))


def test_a_rate_with_too_few_keys_is_a_fault(folder: Path) -> None:
    table(folder, "{adult/x: 7}")
    assert any("one part for each" in text for text in said(folder))


def test_what_is_not_found_is_a_warning_that_does_not_stop(folder: Path) -> None:
    warnings = [f for f in checks.check(load(folder)) if f.warning]
    assert any("To be verified" in str(fault) for fault in warnings)


def test_a_question_without_a_reason_is_a_warning(folder: Path, edit: Edit) -> None:
    edit(SERVICE, "        why: {en: It is printed on the card.}\n", "")
    found = [f for f in checks.check(load(folder)) if f.warning]
    assert any("does not say why" in fault.sentence for fault in found)


def test_a_template_is_compiled_by_who_can(folder: Path, edit: Edit) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "card.typ").write_text("#nonsense")
    edit(SERVICE, "  series: library-card-", "  template: card.typ\n  series: l-")

    def refuses(name: str, source: str, every: dict[str, str]) -> str:
        return f"unknown variable: {source[1:]}"

    found = errors(checks.check(load(folder), template=refuses))
    assert [str(fault) for fault in found] == [
        "templates/card.typ: unknown variable: nonsense Correct the Typst source."
    ]
