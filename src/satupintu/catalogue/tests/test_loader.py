"""A file that cannot be read says where and what to do, whatever is in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from satupintu.catalogue.faults import BadPack, Fault
from satupintu.catalogue.loader import load

SERVICE = "services/library-card.yaml"
Edit = Callable[[str, str, str], int]


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(BadPack) as raised:
        load(folder)
    return raised.value.faults


def test_reads_a_sound_pack(folder: Path) -> None:
    pack = load(folder)
    assert pack.pack.code == "daun-penh"
    assert [item.service.code for item in pack.services] == ["library-card"]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence", "todo"),
    [
        (SERVICE, "title:", "tilte:", "“tilte” is not a key", "mean “title”"),
        (SERVICE, "topic: culture\n", "", "lacks the key “topic”", "Add a line"),
        (SERVICE, "version: 1 ", "version: one ", "must be a whole number", "version"),
        (SERVICE, "version: 1 ", "version: 0 ", "“version” is 0", "at least 1"),
        (SERVICE, "type: text", "type: txet", "“txet” is not", "mean “text”"),
        (SERVICE, "within: 1 wd", "within: 1 day", "“1 day” is not", "5 wd"),
        (SERVICE, "code: library-card", "code: Library", "“Library” is", "doctor-"),
        (SERVICE, "needs: [intake]", "needs: intake", "must be a list", "[one, two]"),
        (
            SERVICE,
            "summary: {en: B",
            "summary: {en: [B], x: C",
            "“en” must be",
            "en: Jak",
        ),
        (SERVICE, "required_if:", "required-if:", "not a key of the part “paper”", "_"),
        (
            SERVICE,
            "        sample: M",
            "        label: {en: A}\n#",
            "written twice",
            "",
        ),
        (SERVICE, "form:\n", "form: [\n", "not valid YAML", "quote and bracket"),
        (SERVICE, 'number: "', 'number: !python "', "Tags (!python)", ""),
        (SERVICE, "kind: non_permit", "kind: nonpermit", "not a valid", "non_permit"),
        ("pack.yaml", "currency: USD", "curency: USD", "“curency”", "“currency”"),
        ("pack.yaml", "languages: [en]", "languages: en", "must be a list", ""),
        ("agencies.yaml", 'floor: "1"', "floor: 1", "in quotes if", ""),
        ("calendar.yaml", "kind: x", "", "", ""),
    ][:-1],
)
def test_names_the_line_and_what_to_do(
    folder: Path, edit: Edit, file: str, old: str, new: str, sentence: str, todo: str
) -> None:
    line = edit(file, old, new)
    found = faults(folder)
    said = [str(fault) for fault in found]
    fault = next((f for f in found if sentence in f.sentence), None)
    assert fault is not None, said
    assert todo in fault.todo
    assert fault.file == file
    # A missing key is told at its part, a syntax error where reading stopped.
    if "lacks" not in sentence and "valid YAML" not in sentence:
        assert fault.line - line in (0, 1), said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"a: 1\n---\nb: 2\n", "more than one document"),
        (b"- a\n- b\n", "keys with values"),
        (b"just words", "keys with values"),
        (b"a: \xff\xfe", "UTF-8"),
        (b"a: \0b", "binary"),
        (b"x: " + b"y" * 1_100_000, "larger than"),
        (b"? [a, b]\n: 1\n", "key cannot be read"),
        (b"a: &a [x]\n<<: *a\n", "key cannot be read"),
        (b"a: {b: *nobody}\n", "not valid YAML"),
        (b"[" * 1000, ""),
        (b"a: &a [*a]\n", ""),
        (b"\x89PNG\r\n\x1a\n\0\0", "UTF-8"),
    ],
)
def test_refuses_a_file_that_is_no_service(
    folder: Path, content: bytes, sentence: str
) -> None:
    (folder / "services" / "other.yaml").write_bytes(content)
    found = faults(folder)
    assert any(
        f.file == "services/other.yaml" and sentence in f.sentence for f in found
    ), [str(f) for f in found]


def test_refuses_many_values_made_of_few_lines(folder: Path) -> None:
    lines = ["a0: &a0 [" + ", ".join(["x"] * 10) + "]"]
    for n in range(1, 9):
        again = ", ".join([f"*a{n - 1}"] * 10)
        lines.append(f"a{n}: &a{n} [{again}]")
    (folder / "services" / "bomb.yaml").write_text("\n".join(lines))
    assert any("too many values" in f.sentence for f in faults(folder))


def test_says_that_the_folder_is_missing_or_no_pack(tmp_path: Path) -> None:
    assert "no such folder" in str(faults(tmp_path / "nowhere")[0])
    assert "no pack.yaml" in str(faults(tmp_path)[0])


def test_refuses_a_folder_that_it_may_not_read(folder: Path) -> None:
    (folder / "services" / "other.yaml").mkdir()
    assert any("cannot be read" in f.sentence for f in faults(folder))


def test_a_key_stands_in_one_file_only(folder: Path) -> None:
    (folder / "more.yaml").write_text("topics: []\n")
    found = faults(folder)
    assert "“topics” also stands in agencies.yaml." in [f.sentence for f in found]


def test_two_services_cannot_have_the_same_code(folder: Path) -> None:
    text = (folder / SERVICE).read_text()
    (folder / "services" / "z-copy.yaml").write_text(text)
    (fault,) = faults(folder)
    assert fault.file == "services/z-copy.yaml"
    assert "already used in services/library-card.yaml" in fault.sentence


def test_a_pack_without_services_is_refused(folder: Path) -> None:
    (folder / SERVICE).unlink()
    assert "The pack has no services." in [f.sentence for f in faults(folder)]


def test_tells_every_fault_at_once(folder: Path, edit: Edit) -> None:
    edit(SERVICE, "topic:", "topik:")
    edit("pack.yaml", "time_zone:", "timezone:")
    assert {fault.file for fault in faults(folder)} == {SERVICE, "pack.yaml"}


def test_numbers_and_dates_are_read_exactly(folder: Path, edit: Edit) -> None:
    tables = folder / "tables"
    tables.mkdir()
    (tables / "rates.yaml").write_text(
        "code: rates\ntitle: {en: Rates}\nkeys: [zone]\nsince: 2026-01-01\n"
        "rates: {a: 0.1, b: 25000, c: 1.10}\n"
    )
    (table,) = load(folder).pack.tables
    assert {k: str(v) for k, v in table.rates.items()} == {
        "a": "0.1",
        "b": "25000",
        "c": "1.10",
    }
    assert table.since == "2026-01-01"


def test_folded_text_has_no_marks_of_its_folds(folder: Path, edit: Edit) -> None:
    edit(SERVICE, "summary: {en: Borrow", "summary:\n  en: >-\n    Read\n    and b #")
    text = (folder / SERVICE).read_text().replace("b #", "borrow\n#")
    (folder / SERVICE).write_text(text)
    assert load(folder).services[0].service.summary == {"en": "Read and borrow"}
