"""What machines ask: alive, ready, measures."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from satupintu.kernel.models import Tenant


@pytest.fixture
def heartbeat(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


@pytest.fixture
def pack(tenant: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_packrelease"
            " (id, tenant_id, digest, data, published_at)"
            " VALUES (%s, %s, 'd', '{}', now())",
            [uuid.uuid4(), tenant.id],
        )


def test_alive_asks_nobody(client: Client) -> None:
    """Not even the database, which this test may not use."""
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert answer.json() == {"alive": True}
    assert answer["Cache-Control"] == "no-store"


def test_ready_when_all_is_well(client: Client, heartbeat: None, pack: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["checks"].values()) == {"ok"}


@pytest.mark.django_db
def test_not_ready_says_what_is_missing_and_what_to_do(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert checks["database"] == checks["migrations"] == "ok"
    assert "pack publish" in checks["pack"]
    assert "satupintu worker" in checks["worker"]


def test_a_worker_that_was_seen_long_ago_is_none(
    client: Client, heartbeat: None, pack: None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers"
            " SET last_heartbeat = now() - interval '5 minutes'"
        )
    assert client.get("/readyz").json()["checks"]["worker"] != "ok"


@pytest.mark.django_db
def test_measures_for_this_machine(client: Client) -> None:
    client.get("/nowhere-at-all/")
    text = client.get("/metrics").content.decode()
    assert 'satupintu_responses_total{route="unknown",status="404"}' in text
    assert "satupintu_request_seconds_bucket" in text
    assert 'satupintu_jobs{status="failed"} 0.0' in text
    assert "satupintu_outbox_lag_seconds" in text
    assert "satupintu_cases_overdue" in text
    assert "nowhere" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_no_measures_for_others(extra: dict[str, Any], client: Client) -> None:
    assert client.get("/metrics", **extra).status_code == 403


@pytest.mark.django_db
def test_measures_with_the_token(client: Client, settings: Settings) -> None:
    settings.SATUPINTU_METRICS_TOKEN = "t0ken"
    far = "203.0.113.9"
    headers = {"authorization": "Bearer t0ken"}
    answer = client.get("/metrics", headers=headers, REMOTE_ADDR=far)
    assert answer.status_code == 200
    assert client.get("/metrics", REMOTE_ADDR=far).status_code == 403


def test_a_probe_is_not_redirected_to_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
