"""The vault: own papers only, offered until they end."""

from datetime import date

import pytest

from satupintu.documents import service as documents
from satupintu.documents.tests.samples import png
from satupintu.web.accounts.tests.cast import BUDI, MELATI


@pytest.fixture
def str_paper(melati, now):
    stored = documents.store(
        owner_id=melati.id,
        name="STR Melati.png",
        data=png(),
        types=("png",),
        max_mb=5,
        now=now,
    )
    item = documents.keep(
        owner_id=melati.id,
        paper="str",
        file_id=stored.id,
        source="SATUSEHAT",
        valid_until=date(2027, 1, 1),
        now=now,
    )
    return stored, item


def test_shows_what_is_kept_and_where_it_came_from(enter, str_paper):
    page = enter(MELATI).get("/en/account/papers/").content.decode()
    assert "STR Melati.png" in page
    assert "From SATUSEHAT" in page
    assert "1 January 2027" in page


def test_a_download_cannot_run_as_a_page(enter, str_paper):
    _stored, item = str_paper
    answer = enter(MELATI).get(f"/en/account/papers/{item}/")
    assert answer.content == png()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_neighbours_paper_does_not_exist(enter, str_paper, budi):
    _stored, item = str_paper
    client = enter(BUDI)
    assert client.get(f"/en/account/papers/{item}/").status_code == 404
    assert client.post(f"/en/account/papers/{item}/forget/").status_code == 404
    assert "STR" not in client.get("/en/account/papers/").content.decode()


def test_an_unused_paper_is_deleted_with_its_bytes(enter, str_paper):
    stored, item = str_paper
    enter(MELATI).post(f"/en/account/papers/{item}/forget/")
    with pytest.raises(documents.NoSuchFile):
        documents.read(stored.id)


def test_a_paper_in_an_application_stays_there(enter, str_paper, monkeypatch):
    stored, item = str_paper
    monkeypatch.setattr("satupintu.cases.service.holds_file", lambda **_: True)
    client = enter(MELATI)
    client.post(f"/en/account/papers/{item}/forget/")
    assert documents.read(stored.id) == png()
    assert "STR" not in client.get("/en/account/papers/").content.decode()
