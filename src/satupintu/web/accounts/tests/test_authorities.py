"""Acting for another person, with a proof and an end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from satupintu.documents.tests.samples import pdf
from satupintu.people import service as people
from satupintu.web.accounts.tests.cast import BUDI, MELATI


def _form(**changes):
    return {
        "person_name": "Siti",
        "person_identity": "3171000000000002",
        "relation": "mother",
        **_day("valid_from", "24 11 2026"),
        **_day("valid_until", "24 11 2027"),
        "proof": SimpleUploadedFile("kuasa.pdf", pdf()),
    } | changes


def _day(name, typed):
    parts = zip(("day", "month", "year"), typed.split(), strict=True)
    return {f"{name}_{part}": value for part, value in parts}


def _only(account, clock):
    [authority] = people.authorities_of(people.actor_for(account), clock.now)
    return authority


def test_records_an_authority_with_its_proof(enter, melati, clock):
    client = enter(MELATI)
    assert client.get("/en/account/authorities/add/").status_code == 200
    answer = client.post("/en/account/authorities/add/", _form())
    assert answer["Location"] == "/en/account/authorities/"
    assert "Siti" in client.get("/en/account/authorities/").content.decode()
    authority = _only(melati, clock)
    answer = client.get(f"/en/account/authorities/{authority.id}/proof/")
    assert answer.content == pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="kuasa.pdf"'
    actor = people.actor_for(melati)
    found = people.authority_for(actor=actor, authority_id=authority.id, now=clock.now)
    assert people.known_about(actor, found) == {
        "name": "Siti",
        "identity": "3171000000000002",
        "email": MELATI,
        "phone": "",
    }


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"person_name": ""}, "person_name", "Enter the name"),
        ({"person_identity": " "}, "person_identity", "identity number"),
        ({"relation": "x" * 61}, "relation", "too long"),
        (_day("valid_until", "23 11 2026"), "valid_until", "before the first day"),
        (
            _day("valid_from", "1 1 2026") | _day("valid_until", "23 11 2026"),
            "valid_until",
            "in the past",
        ),
        (_day("valid_until", "1 1 2040"), "valid_until", "five years"),
        (_day("valid_from", "31 2 2026"), "valid_from", "Enter the date"),
        (
            _day("valid_from", "x 99999999999 -1"),
            "valid_from",
            "Enter the date",
        ),
        ({"proof": ""}, "proof", "Choose a file"),
        (
            {"proof": SimpleUploadedFile("kuasa.pdf", b"MZ" + bytes(200))},
            "proof",
            "The file is not a PDF, JPG, PNG",
        ),
    ],
)
def test_says_what_is_wrong_beside_the_field(
    enter, melati, clock, changes, field, sentence
):
    answer = enter(MELATI).post("/en/account/authorities/add/", _form(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert sentence in page
    if field != "valid_from":
        assert 'value="2026"' in page  # what was typed is still there
    assert people.authorities_of(people.actor_for(melati), clock.now) == []


def test_ends_it_at_once(enter, melati, clock):
    client = enter(MELATI)
    client.post("/en/account/authorities/add/", _form())
    authority = _only(melati, clock)
    client.post(f"/en/account/authorities/{authority.id}/revoke/")
    with pytest.raises(people.AuthorityEnded):
        people.authority_for(
            actor=people.actor_for(melati), authority_id=authority.id, now=clock.now
        )


@pytest.mark.parametrize(
    "days", [-1, 366], ids=["before its first day", "after its last day"]
)
def test_holds_only_between_its_days(enter, melati, clock, days):
    enter(MELATI).post("/en/account/authorities/add/", _form())
    authority = _only(melati, clock)
    clock.forward(days=days)
    with pytest.raises(people.AuthorityEnded):
        people.authority_for(
            actor=people.actor_for(melati), authority_id=authority.id, now=clock.now
        )


def test_another_persons_authority_does_not_exist(enter, melati, budi, clock):
    enter(MELATI).post("/en/account/authorities/add/", _form())
    authority = _only(melati, clock)
    other = enter(BUDI)
    address = f"/en/account/authorities/{authority.id}"
    assert other.get(f"{address}/proof/").status_code == 404
    assert other.post(f"{address}/revoke/").status_code == 404
    with pytest.raises(people.NoSuchAuthority):
        people.authority_for(
            actor=people.actor_for(budi), authority_id=authority.id, now=clock.now
        )
    assert _only(melati, clock).state is people.AuthorityState.IN_FORCE
