"""Queueing from a phone: what is shown, one number, and honest refusals."""

from __future__ import annotations

import pytest
from tests.pages import visit as open_page

from satupintu.queueing import service as queueing

JOIN = "/join/rasuna-said/?lang=en"


def _number(phone):
    return phone.client.cookies["satupintu_visit"].value


def test_the_poster_and_the_short_address_lead_to_the_form(phone):
    for address in ("/join/", "/en/join/", JOIN):
        page = open_page(phone.client, address)
        assert page.path.endswith("/join/rasuna-said/")
    assert phone.client.get("/join/nowhere/", follow=True).status_code == 404


def test_takes_a_number_and_comes_later(phone):
    page = open_page(phone.client, JOIN)
    assert "Floor 1" in page.text
    assert "wait " not in page.text  # nothing is known yet
    page = page.send("errand", errand=["izin-usaha/nib", "dukcapil/ktp"])
    assert "only once you are in the building" in page.text
    assert "2 errands today" in page.text
    assert phone.call() is None
    assert "You have number" in open_page(phone.client, JOIN).text


def test_the_same_form_twice_is_one_number_and_another_is_refused(phone):
    page = open_page(phone.client, JOIN)
    first = page.send("errand", errand=["izin-usaha/nib"])
    assert page.send("errand", errand=["izin-usaha/nib"]).url == first.url
    other = open_page(phone.client, JOIN).send("errand", errand=["dukcapil/ktp"])
    assert other.status == 409
    assert "You have a number for today already" in other.text
    assert "dukcapil/ktp" in other.form("errand").values["errand"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"errand": []}, 422),
        ({"errand": ["izin-usaha/x"]}, 422),
        ({"errand": ["x/x"]}, 404),
        ({"errand": ["izin-usaha/nib"], "contact": "12"}, 422),
        ({"errand": ["izin-usaha/nib"], "group": "rich"}, 422),
        ({"errand": ["izin-usaha/nib"] * 7}, 422),
    ],
)
def test_a_bad_form_comes_back_with_a_sentence(phone, fields, status):
    answer = phone.client.post(JOIN, fields)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert queueing.hall(mall="rasuna-said", now=phone.clock.now).inside == 0


def test_a_closed_mall_says_until_when(phone):
    phone.wait(-4 * 60)
    page = open_page(phone.client, JOIN)
    assert "Opens at 07:30" in page.text
    assert "<button" not in page.html
    answer = phone.client.post(JOIN, {"errand": ["izin-usaha/nib"], "key": "k"})
    assert answer.status_code == 409


def test_speaks_the_kiosks_languages_too(phone):
    page = open_page(phone.client, "/join/rasuna-said/?lang=km")
    assert '<html lang="km">' in page.html
    visit = page.send("errand", errand=["izin-usaha/nib"])
    assert '<html lang="km">' in visit.html
