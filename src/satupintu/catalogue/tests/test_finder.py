"""People find a service by the words they use, misspelt or not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satupintu.catalogue import finder, service as catalogue

pytestmark = pytest.mark.usefixtures("jakarta")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("izin praktek dokter", "sip-dokter"),
        ("ijin dokter", "sip-dokter"),
        ("SIP", "sip-dokter"),
        ("praktik dokter spesialis", "sip-dokter"),
        ("saya mau buka praktek dokter", "sip-dokter"),
        ("doctor licence", "sip-dokter"),
        ("doctor's license", "sip-dokter"),
        ("Dókter", "sip-dokter"),
        ("dokterr", "sip-dokter"),
        ("reklame", "reklame"),
        ("iklan", "reklame"),
        ("spanduk", "reklame"),
        ("spandukk", "reklame"),
        ("billboard", "reklame"),
        ("bilboard", "reklame"),
        ("pasang papan nama", "reklame"),
        ("riset", "penelitian"),
        ("penelitian skripsi", "penelitian"),
        ("surat penelitian untuk skripsi", "penelitian"),
        ("peneltian", "penelitian"),
        ("research permits", "penelitian"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_finds_the_right_service_first(query: str, code: str, language: str) -> None:
    hits = catalogue.search(query, language)
    assert hits, query
    assert hits[0].published.code == code


@pytest.mark.parametrize("query", ["xyzzy", "qqqqqq wwwww", "12345678", "zz -yy"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert catalogue.search(query, "id") == []


@pytest.mark.parametrize("query", ["-dokter", '"dokter', "dokter OR", "(dokter & |"])
def test_signs_do_not_turn_a_query_around(query: str) -> None:
    assert catalogue.search(query, "id")[0].published.code == "sip-dokter"


def test_an_empty_query_lists_every_service() -> None:
    assert [hit.published.code for hit in catalogue.search(" %_-' ", "id")] == [
        "penelitian",
        "reklame",
        "sip-dokter",
    ]


def test_says_what_it_took_a_misspelt_query_for() -> None:
    (hit, *_) = catalogue.search("bilboard", "en")
    assert hit.meant == "billboard"
    (exact, *_) = catalogue.search("billboard", "en")
    assert exact.meant == ""


def test_a_very_long_query_is_cut_short() -> None:
    assert catalogue.search("dokter " * 10_000, "id")[0].published.code == "sip-dokter"


def test_never_gives_more_than_the_limit() -> None:
    assert len(catalogue.search("izin", "id", limit=2)) == 2


def test_a_search_takes_the_same_few_statements_when_warm() -> None:
    catalogue.search("izin dokter", "id")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        catalogue.search("izin dokter", "id")
    assert len(queries) <= 5


@pytest.mark.parametrize(
    ("language", "config"),
    [("id", "indonesian"), ("en", "english"), ("km", "simple"), ("??", "simple")],
)
def test_each_language_has_its_stemmer(language: str, config: str) -> None:
    assert finder.config_of(language) == config
