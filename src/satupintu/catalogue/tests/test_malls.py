"""The malls of a published pack: found by code, open at their hours, called aloud."""

from datetime import date
from typing import Any

import pytest

from satupintu.catalogue import service as catalogue, spoken
from satupintu.catalogue.loader import load
from satupintu.catalogue.malls import NoSuchMall
from satupintu.catalogue.schema_mall import Mall, Special, Speech
from satupintu.catalogue.tests.conftest import JAKARTA

TUESDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (24, 27, 28))


@pytest.fixture(scope="module")
def rasuna() -> Mall:
    (mall,) = load(JAKARTA).pack.malls
    return mall


def open_on(mall: Mall, day: date, queue: str = "") -> str:
    hours = catalogue.opening_hours(mall, mall.queue(queue) if queue else None)
    return " ".join(str(each) for each in hours.ranges(day))


def test_the_first_mall_is_meant_if_none_is_named(jakarta: Any) -> None:
    assert catalogue.mall().code == "rasuna-said"
    assert catalogue.mall("rasuna-said") == catalogue.mall()
    assert [mall.code for mall in catalogue.malls()] == ["rasuna-said"]


def test_an_unknown_mall_or_queue_is_a_sentence(jakarta: Any) -> None:
    with pytest.raises(NoSuchMall, match="no such mall"):
        catalogue.mall("blok-m")
    with pytest.raises(NoSuchMall, match="no such queue"):
        catalogue.queue_of(catalogue.mall(), "haircuts")


def test_the_mall_opens_at_its_own_hours_on_the_days_of_the_calendar(
    jakarta: Any,
) -> None:
    mall = catalogue.mall()
    assert open_on(mall, TUESDAY) == "07:30-16:00"
    assert open_on(mall, FRIDAY) == "07:30-11:30 13:00-16:30"
    assert open_on(mall, SATURDAY) == "07:30-12:00"
    assert open_on(mall, date(2026, 11, 29)) == ""
    assert open_on(mall, date(2026, 12, 25)) == ""  # a holiday
    assert open_on(mall, date(2026, 12, 24)) == ""  # joint leave
    assert open_on(mall, date(2026, 2, 21)) == "08:00-12:00"  # Saturday in Ramadan


def test_a_queue_may_have_hours_of_its_own(jakarta: Any) -> None:
    mall = catalogue.mall()
    assert open_on(mall, TUESDAY, "sim") == "08:00-15:00"
    assert open_on(mall, SATURDAY, "investasi") == ""
    assert open_on(mall, SATURDAY, "dukcapil") == "07:30-12:00"


def test_a_special_day_is_stronger_than_the_week_and_any_holiday(jakarta: Any) -> None:
    mall = catalogue.mall()
    assert open_on(mall, date(2026, 12, 31)) == "07:30-12:00"
    assert open_on(mall, date(2026, 12, 31), "sim") == "07:30-12:00"
    christmas = Special(date="2026-12-25", title={}, hours=["09:00-11:00"])
    shut = Special(date="2026-11-24", title={}, queues=["sim"])
    mall = mall.model_copy(update={"specials": [christmas, shut]})
    assert open_on(mall, date(2026, 12, 25), "paspor") == "09:00-11:00"
    assert open_on(mall, TUESDAY, "sim") == ""
    assert open_on(mall, TUESDAY, "samsat") == "07:30-16:00"
    assert open_on(mall, TUESDAY) == "07:30-16:00"


def test_the_way_between_zones_is_the_same_in_both_directions(rasuna: Mall) -> None:
    assert rasuna.walk_minutes("izin", "warga") == 1
    assert rasuna.walk_minutes("warga", "izin") == 1
    assert rasuna.walk_minutes("izin", "izin") == 0
    assert rasuna.walk_minutes("izin", "jaminan") == rasuna.walk == 4


def test_jakarta_has_what_the_demonstration_promises(rasuna: Mall) -> None:
    assert len({queue.agency for queue in rasuna.queues}) == 19
    assert len(rasuna.counters) == 40
    assert {policy.kind for policy in rasuna.policies} == {"ratio", "strict", "ageing"}
    assert len(rasuna.groups) == 5  # PermenPANRB 11/2024
    linked = {e.service for queue in rasuna.queues for e in queue.errands if e.service}
    assert linked == {"sip-dokter", "reklame", "penelitian"}


def test_an_indonesian_call_is_read_digit_by_digit(rasuna: Mall) -> None:
    speech = rasuna.speech[0]
    clips = spoken.clips_of(speech, number="A-001", counter="3")
    said = " ".join(speech.clips[clip] for clip in clips)
    assert said == "Nomor antrean a nol nol satu silakan menuju loket tiga"


@pytest.mark.parametrize(
    ("number", "clips"),
    [
        ("A-001", ["A", "1"]),
        ("A-010", ["A", "10"]),
        ("A-012", ["A", "12"]),
        ("A-020", ["A", "20"]),
        ("A-128", ["A", "100", "20", "8"]),
        ("BK-205", ["B", "K", "200", "5"]),
    ],
)
def test_a_number_can_be_read_as_a_whole(
    rasuna: Mall, number: str, clips: list[str]
) -> None:
    whole = rasuna.speech[0].model_copy(update={"digits": "number"})
    assert spoken.number_clips(whole, number) == clips


def test_a_counter_is_a_whole_number_where_its_clips_are_there() -> None:
    clips = {str(digit): str(digit) for digit in range(10)}
    speech = Speech(language="en", phrase=["{counter}"], clips=clips)
    assert spoken.counter_clips(speech, "12") == ["1", "2"]
    speech = speech.model_copy(update={"clips": {**clips, "12": "twelve"}})
    assert spoken.counter_clips(speech, "12") == ["12"]
    assert spoken.counter_clips(speech, "12B") == ["12", "B"]


def test_a_language_may_have_a_clip_for_a_number_that_it_says_otherwise() -> None:
    clips = {"1": "eins", "20": "zwanzig", "21": "einundzwanzig"}
    speech = Speech(language="de", phrase=[], digits="number", clips=clips)
    assert spoken.number_clips(speech, "A-021") == ["A", "21"]
