"""What a mall may not say, each told with its line and a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from satupintu.catalogue import checks
from satupintu.catalogue.faults import BadPack, Fault, errors
from satupintu.catalogue.loader import load

Edit = Callable[[str, str, str], int]

MALL = """\
malls:
  - code: town-hall
    name: {en: Town Hall, km: សាលាក្រុង}
    hours:
      mon: ["08:00-12:00", "13:00-16:00"]
      tue: ["08:00-12:00"]
    specials:
      - {date: 2027-03-01, title: {en: Fair, km: ពិព័រណ៍}, hours: ["08:00-10:00"], queues: [cards]}
    zones:
      - {code: hall, label: "1", floor: "1", name: {en: Hall, km: សាល}}
      - {code: annex, label: "2", floor: "1", name: {en: Annex, km: បន្ថែម}}
    walks:
      - {between: [hall, annex], minutes: 2}
    queues:
      - code: cards
        agency: library
        prefix: A
        zone: hall
        minutes: 10
        policy: fair
        cutoff: 15
        limit: 200
        title: {en: Cards, km: ប័ណ្ណ}
        errands:
          - {code: new-card, service: library-card, title: {en: Card, km: ប័ណ្ណ}}
        booking:
          slot: 30
          public: 2
          lead: 60
          release: [5, 30]
          rules:
            - {days: [mon], hours: "08:00-10:00", public: 1}
      - code: returns
        agency: library
        prefix: K
        zone: annex
        minutes: 5
        policy: fair
        title: {en: Returns, km: ការប្រគល់}
        errands:
          - {code: bring-back, title: {en: Bring back, km: ប្រគល់វិញ}}
    counters:
      - {code: desk1, label: "1", zone: hall, queues: [cards]}
      - {code: desk2, label: "2", zone: annex, queues: [returns]}
    groups:
      - {code: elderly, title: {en: Elderly, km: មនុស្សចាស់}}
    policies:
      - {code: fair, kind: ratio, title: {en: In turn, km: ឆ្លាស់គ្នា}}
    digits: 3
    kiosk: {languages: [en, km]}
    speech:
      - language: en
        phrase: [number, "{number}", go-to, "{counter}"]
        clips: {number: Number, go-to: go to, A: ay, K: kay, 0: zero, 1: one, 2: two, 3: three, 4: four, 5: five, 6: six, 7: seven, 8: eight, 9: nine}
"""  # noqa: E501


@pytest.fixture
def mall(folder: Path) -> Path:
    """The starter pack with a mall of two zones."""
    (folder / "malls.yaml").write_text(MALL)
    return folder


def said(folder: Path) -> list[Fault]:
    return errors(checks.check(load(folder)))


def test_a_sound_mall_has_no_fault(mall: Path) -> None:
    assert said(mall) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # what is named must be there
        ("agency: library", "agency: libary", "no agency “libary”"),
        ("        zone: hall", "        zone: hal", "no zone “hal”"),
        ('label: "1", zone: hall', 'label: "1", zone: hal', "no zone “hal”"),
        ("policy: fair", "policy: fare", "no policy “fare”"),
        ("queues: [returns]", "queues: [returns, return]", "no queue “return”"),
        ("service: library-card", "service: card", "no service “card”"),
        ('10:00"], queues: [cards]', '10:00"], queues: [card]', "no queue “card”"),
        ("[hall, annex]", "[hall, attic]", "no zone “attic”"),
        # what must be there only once
        ("code: annex", "code: hall", "“hall” stands 2 times in the zones"),
        ('label: "2", floor', 'label: "1", floor', "“1” stands 2 times"),
        ("code: returns", "code: cards", "“cards” stands 2 times in the queues"),
        ("prefix: K", "prefix: A", "“A” stands 2 times in the queues"),
        ("code: desk2", "code: desk1", "“desk1” stands 2 times in the counters"),
        ('code: desk2, label: "2"', 'code: desk2, label: "1"', "“1” stands 2"),
        ("code: bring-back", "code: new-card", "“new-card” stands 2 times"),
        ("queues: [returns]}", "queues: [returns, returns]}", "names a queue twice"),
        (
            "minutes: 2}",
            "minutes: 2}\n      - {between: [annex, hall], minutes: 3}",
            "stands twice",
        ),
        ("[hall, annex]", "[hall, hall]", "from one zone to another"),
        # counters and queues
        ("queues: [returns]", "queues: [cards]", "No counter serves the queue"),
        # hours
        ('tue: ["08:00-12:00"]', 'tue: ["12:00-08:00"]', "12:00-08:00"),
        ('tue: ["08:00-12:00"]', "tue: [morning]", "is not a range"),
        ('"13:00-16:00"]', '"11:00-16:00"]', "begins before"),
        ("date: 2027-03-01", "date: 2027-02-30", "is not a date"),
        ('["08:00-10:00"]', '["10:00-08:00"]', "does not end after"),
        (
            "        policy: fair",
            '        policy: fair\n        hours: {sun: ["08:00-09:00"]}',
            "outside the hours of the mall",
        ),
        (
            "        policy: fair",
            "        policy: fair\n        hours: {}",
            "never open",
        ),
        ("cutoff: 15", "cutoff: 240", "No number is given out"),
        ("limit: 200", "limit: 1000", "do not fit into 3 digits"),
        # booking
        ("slot: 30", "slot: 200", "does not fit into 13:00-16:00 on mon"),
        ('"08:00-10:00", public', '"12:00-13:00", public', "never applies on mon"),
        ("days: [mon]", "days: [mon, sun]", "never applies on sun"),
        ("days: [mon]", "days: []", "for no day"),
        ('"08:00-10:00", public', "all, public", "is not a range"),
        ("public: 2", "public: 0\n          internal: 2", ""),
        ("release: [5, 30]", "release: [30, 5]", "which is no range"),
        ("lead: 60", "lead: 60000", "Nothing can be booked"),
        # languages
        ("[en, km]", "[en, km, qx]", "“qx” is not a language"),
        ("[en, km]", "[km]", "lacks en, a language of the pack"),
        ("[en, km]", "[en, km, km]", "stands 2 times in the kiosk's languages"),
        ("{en: Cards, km: ប័ណ្ណ}", "{en: Cards}", "lacks km"),
        (
            "{en: Cards, km: ប័ណ្ណ}",
            "{en: Cards, km: a, id: b}",
            "no language of the kiosk",
        ),
        # speech
        ("language: en", "language: id", "“id” is no language of the kiosk"),
        (" K: kay,", "", "no clip for K"),
        (" 7: seven, 8: eight,", "", "no clip for 7, 8"),
        ("A: ay", 'A: ""', "The clip “A” says nothing"),
        ('go-to, "', 'please-go-to, "', "“please-go-to”, which is not there"),
        (', "{counter}"]', "]", "does not say {counter}"),
        ("        clips:", "        digits: number\n        clips:", "no clip for 10,"),
    ],
)
def test_a_fault_of_the_mall(
    mall: Path, edit: Edit, old: str, new: str, sentence: str
) -> None:
    line = edit("malls.yaml", old, new)
    found = said(mall)
    if not sentence:
        assert found == []
        return
    named = [fault for fault in found if sentence in fault.sentence]
    assert named, [str(fault) for fault in found]
    assert all(fault.file == "malls.yaml" and fault.todo for fault in named)
    assert any(abs(fault.line - line) <= 30 for fault in named)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("prefix: K", "prefix: k", "one or two capital letters"),
        ("queues: [returns]", "queues: []", "at least 1"),
        ("kind: ratio", "kind: fair", "strict"),
    ],
)
def test_what_has_no_shape_is_told_when_it_is_read(
    mall: Path, edit: Edit, old: str, new: str, sentence: str
) -> None:
    line = edit("malls.yaml", old, new)
    with pytest.raises(BadPack) as raised:
        load(mall)
    (fault,) = raised.value.faults
    assert fault.line == line
    assert sentence in str(fault), str(fault)


def test_nobody_can_book_a_queue_without_public_places(mall: Path, edit: Edit) -> None:
    edit("malls.yaml", "public: 2", "public: 0")
    edit("malls.yaml", "public: 1", "public: 0")
    (fault,) = said(mall)
    assert "No slot has a place" in fault.sentence


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ([("prefix: K", "prefix: O"), ("K: kay", "O: oh")], "O looks like 0"),
        (
            [
                ("prefix: A", "prefix: B"),
                ("prefix: K", "prefix: D"),
                ("A: ay, K: kay", "B: bee, D: dee"),
                ("zone: annex\n", "zone: hall\n"),
                ("zone: annex,", "zone: hall,"),
            ],
            "B and D sound alike",
        ),
        ([("queues: [returns]", "queues: [returns, cards]")], "waits in “hall”"),
    ],
)
def test_what_misleads_people_is_only_a_warning(
    mall: Path, edit: Edit, edits: list[tuple[str, str]], sentence: str
) -> None:
    for old, new in edits:
        edit("malls.yaml", old, new)
    found = checks.check(load(mall))
    assert errors(found) == []
    assert any(sentence in fault.sentence for fault in found if fault.warning)


def test_letters_that_sound_alike_may_be_called_in_different_zones(
    mall: Path, edit: Edit
) -> None:
    for old, new in (("prefix: A", "prefix: M"), ("prefix: K", "prefix: N")):
        edit("malls.yaml", old, new)
    edit("malls.yaml", "A: ay, K: kay", "M: em, N: en")
    assert not any("alike" in f.sentence for f in checks.check(load(mall)))


def test_a_mall_code_stands_once(mall: Path) -> None:
    text = (mall / "malls.yaml").read_text()
    (mall / "malls.yaml").write_text(text + text.removeprefix("malls:\n"))
    assert any("“town-hall” stands 2 times" in f.sentence for f in said(mall))
