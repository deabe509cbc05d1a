"""Whose place, who asks, in which language, and what if it fails."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from satupintu.kernel import tenancy
from satupintu.kernel.errors import Conflict, Invalid
from satupintu.kernel.models import Tenant
from satupintu.web import errors
from satupintu.web.accounts.tests.cast import MELATI
from satupintu.web.requests import client_address


def _raise(error):
    def view(request, **_given):
        raise error

    return view


def _ok(request):
    return HttpResponse(str(request.tenant))


urlpatterns = [
    path("ok/", _ok),
    path("conflict/", _raise(Conflict("Somebody was first. Look again."))),
    path("missing/", _raise(Http404())),
    path("denied/", _raise(PermissionDenied())),
    path("broken/", _raise(ZeroDivisionError("secret detail"))),
    path("api/conflict/", _raise(Conflict("Somebody was first. Look again."))),
    path("api/invalid/", _raise(Invalid("Look.", fields={"a": "Wrong."}))),
    path("api/broken/", _raise(ZeroDivisionError("secret detail"))),
]
handler404, handler403, handler500 = errors.not_found, errors.forbidden, errors.failed
own_addresses = pytest.mark.urls(__name__)


@pytest.fixture
def bogor(db):
    return Tenant.objects.create(slug="bogor", name="MPP Bogor")


@own_addresses
def test_an_expected_error_is_a_page_with_its_sentence(client):
    answer = client.get("/conflict/", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "Somebody was first. Look again." in answer.content.decode()
    assert "</html>" in answer.content.decode()


@own_addresses
@pytest.mark.parametrize(
    ("address", "status"), [("/missing/", 404), ("/nowhere/", 404), ("/denied/", 403)]
)
def test_ordinary_refusals_are_pages_too(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert "</html>" in answer.content.decode()


@own_addresses
def test_programs_get_a_problem_document(client):
    answer = client.get("/api/conflict/")
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "urn:satupintu:error:conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "Somebody was first. Look again.",
        "code": "conflict",
    }
    answer = client.get("/api/invalid/")
    assert json.loads(answer.content)["fields"] == {"a": "Wrong."}
    answer = client.get("/api/nowhere/")
    assert answer["Content-Type"] == "application/problem+json"


@own_addresses
@pytest.mark.parametrize("address", ["/broken/", "/api/broken/"])
def test_a_crash_shows_a_reference_and_nothing_else(client, address):
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


@own_addresses
def test_an_unknown_host_is_nobody(client, settings, bogor):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SATUPINTU_TENANT_HOSTS = {"bogor.example": "bogor"}
    answer = client.get("/ok/", headers={"Host": "bogor.example:8000"})
    assert answer.content == b"bogor"
    answer = client.get(
        "/ok/", headers={"Host": "evil.example", "Accept-Language": "en"}
    )
    assert answer.status_code == 404
    assert "No public-service mall answers" in answer.content.decode()


@own_addresses
def test_with_two_tenants_nobody_is_guessed(client, settings, bogor):
    settings.SATUPINTU_TENANT_HOSTS = {}
    assert client.get("/ok/").status_code == 404


def test_another_tenants_session_counts_as_signed_out(
    enter, melati, settings, bogor, tenant
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SATUPINTU_TENANT_HOSTS = {
        "jakarta.example": tenant.slug,
        "bogor.example": "bogor",
    }
    client = Client(headers={"Host": "jakarta.example"})
    enter(MELATI, client)
    assert client.get("/en/account/").status_code == 200
    answer = client.get("/en/account/", headers={"Host": "bogor.example"})
    assert answer.status_code == 302
    assert client.get("/en/account/").status_code == 200


def test_the_same_address_may_have_an_account_in_each_tenant(melati, bogor, now):
    from satupintu.people import service as people

    with tenancy.scope(bogor):
        address = people.parse_address(text=MELATI, country="")
        assert people.account_of(address) is None
        other = people.sign_up(address=address, name="M", language="id", now=now)
    assert other.pk != melati.pk


def test_a_visitor_costs_no_query_for_session_or_account(client):
    client.get("/en/sign-in/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/staff/sign-in/")
    asked = " ".join(query["sql"] for query in queries)
    assert "django_session" not in asked
    assert "people_" not in asked
    assert "kernel_tenant" not in asked


@pytest.mark.parametrize(
    "address",
    [
        "/en/track/?number=a%00b",
        "/en/services/?q=%00",
        "/dev/mailbox/?address=%00",
        "/en/verify/a%00b/",
    ],
)
def test_a_nul_character_is_refused_with_a_sentence(client, tenant, address):
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "could not read this request" in answer.content.decode()


def test_a_nul_character_in_a_form_is_refused_too(client, tenant):
    answer = client.post("/en/sign-in/", {"address": "me\0lati@contoh.example"})
    assert answer.status_code == 400


def test_a_wrong_host_gets_a_sentence_in_our_own_words(client, tenant):
    answer = client.get("/en/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "could not read this request" in answer.content.decode()


def test_a_crash_of_a_real_page_is_our_own_page(client, tenant, monkeypatch):

    def broken(number):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("satupintu.cases.service.public_status", broken)
    client.raise_request_exception = False
    answer = client.get("/en/track/?number=1")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()


@own_addresses
@pytest.mark.parametrize("address", ["/conflict/", "/missing/", "/api/conflict/"])
def test_no_cache_keeps_an_error(client, tenant, address):
    assert "no-store" in client.get(address)["Cache-Control"]


def test_static_files_carry_the_policy_too(client, tenant):
    answer = client.get("/static/satupintu/satupintu.css")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_a_stale_form_gets_a_sentence():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/en/sign-in/", {"address": MELATI})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


@pytest.mark.parametrize(
    ("header", "proxies", "hops", "found"),
    [
        ("", 1, "1.1.1.1", "10.0.0.9"),
        ("X-Forwarded-For", 1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        ("X-Forwarded-For", 2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
        ("X-Forwarded-For", 3, "1.1.1.1, 2.2.2.2", "10.0.0.9"),
        ("X-Forwarded-For", 1, "nonsense", "10.0.0.9"),
        ("X-Forwarded-For", 1, "", "10.0.0.9"),
        ("X-Forwarded-For", 1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_name_the_client(settings, header, proxies, hops, found):
    settings.SATUPINTU_CLIENT_HEADER = header
    settings.SATUPINTU_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": hops}
    )
    assert client_address(request) == found
