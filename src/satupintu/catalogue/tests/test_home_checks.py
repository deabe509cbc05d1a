"""What home visits may not say, each told with its line and a sentence."""

from datetime import date
from pathlib import Path

import pytest

from satupintu.catalogue import checks, service as catalogue
from satupintu.catalogue.faults import errors
from satupintu.catalogue.loader import load


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- service: reklame", "- service: passport", "service at home “passport”"),
        ("skill: sign,", "skill: signs,", "no skill “signs”"),
        ("agency: dpmptsp", "agency: dpmpts", "no agency “dpmpts”"),
        ("mall: rasuna-said", "mall: rasuna", "no mall “rasuna”"),
        ("prepares: [str]", "prepares: [strr]", "no paper “strr”"),
        ("code: kembangan", "code: cakung", "“cakung” stands 2 times"),
        ('"17:00-19:00"', '"19:00-21:00"', "outside the hours of every weekday"),
        ('latest: "12:45"', 'latest: "11:00"', "must begin before it may begin"),
    ],
)
def test_says_what_is_wrong(jakarta_copy: Path, old: str, new: str, said: str) -> None:
    path = jakarta_copy / "home.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [fault for fault in errors(checks.check(load(jakarta_copy)))]
    assert [f.file for f in found] == ["home.yaml"]
    assert said in found[0].sentence
    assert found[0].line > 1


@pytest.mark.usefixtures("jakarta")
def test_a_day_has_the_windows_that_fit_into_its_hours() -> None:
    tuesday, sunday = date(2026, 11, 24), date(2026, 11, 29)
    assert [str(w) for w in catalogue.home_windows(tuesday)][:2] == [
        "08:00-10:00",
        "10:00-12:00",
    ]
    assert catalogue.home_windows(sunday) == ()
