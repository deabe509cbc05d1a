"""The REST interface: the same rules as the pages, told to programs."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from satupintu.api.keys import make_key
from satupintu.api.models import ApiKey
from satupintu.cases.models import Case

CASES = "/api/v1/cases"


@pytest.fixture
def call(mall: Any, at_now: Any, client: Any) -> Any:
    """`call("post", path, body, key=…)`: the answer, as Melati unless told."""
    keys: dict[str, str] = {}

    def send(
        method: str,
        path: str,
        body: Any = None,
        *,
        who: str = "melati",
        once: str = "key-of-a-test",
    ) -> Any:
        if who and who not in keys:
            account = mall.account(who)
            keys[who] = make_key(account=account, name="test", now=mall.now)
        headers = {"Idempotency-Key": once} if once else {}
        if who:
            headers["Authorization"] = f"Bearer {keys[who]}"
        if body is None:
            return getattr(client, method)(path, headers=headers)
        return getattr(client, method)(
            path, json.dumps(body), content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def application(mall: Any) -> dict[str, Any]:
    answers = mall.answers()
    papers = mall.papers("sip-dokter", answers, "melati", mall.now)
    return {"service": "sip-dokter", "answers": answers, "papers": papers}


def test_a_whole_application_is_filed_in_one_call(
    mall: Any, call: Any, application: Any
) -> None:
    answer = call("post", CASES, application)
    assert answer.status_code == 201
    said = answer.json()
    assert said["number"] == "SP-2026-000001"
    assert said["status"] == "open"
    assert said["due_at"] is None
    found = call("get", f"{CASES}/{said['number']}")
    assert found.json() == said


def test_a_call_that_is_repeated_files_nothing_twice(
    mall: Any, call: Any, application: Any
) -> None:
    first = call("post", CASES, application)
    again = call("post", CASES, application)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Case.objects.count() == 1
    other = call("post", CASES, application, once="another-key")
    assert other.json()["number"] == "SP-2026-000002"


@pytest.mark.parametrize("key", ["", "short", "x" * 101])
def test_a_call_without_a_good_idempotency_key_is_refused(
    mall: Any, call: Any, application: Any, key: str
) -> None:
    problem = _problem(call("post", CASES, application, once=key), 422)
    assert list(problem["fields"]) == ["idempotency_key"]


def test_what_is_missing_is_told_by_field(
    mall: Any, call: Any, application: Any
) -> None:
    del application["answers"]["city"]
    application["answers"]["postcode"] = "99999"
    problem = _problem(call("post", CASES, application), 422)
    assert set(problem["fields"]) == {"city", "postcode"}
    del application["papers"]["ktp"]
    application["answers"] = mall.answers()
    assert set(_problem(call("post", CASES, application), 422)["fields"]) == {"ktp"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", {"first": "Melati"}),
        ("full_name", [["Melati"]]),
        ("days", [{"mon": True}]),
        ("days", [1, 2]),
    ],
)
def test_an_answer_of_a_strange_shape_is_refused(
    mall: Any, call: Any, application: Any, name: str, value: Any
) -> None:
    application["answers"][name] = value
    problem = _problem(call("post", CASES, application), 422)
    wanted = (f"application.answers.{name}", f"answers.{name}")
    assert all(field.startswith(wanted) for field in problem["fields"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", "Mel\x00ati"),
        ("full_name", "x" * 5000),
        ("days", ["monday"]),
        ("days", "mon,tue"),
        ("city", True),
        ("no_sanction", False),
        ("no_sanction", "maybe"),
        ("starts_on", "2026-02-30"),
        ("starts_on", 20270201),
        ("nik", 3174015407909002),
        ("nik", "3174015407909"),
        ("str_number", None),
    ],
)
def test_a_wrong_answer_is_refused_or_understood_and_never_breaks(
    mall: Any, call: Any, application: Any, name: str, value: Any
) -> None:
    application["answers"][name] = value
    answer = call("post", CASES, application)
    if answer.status_code == 201:
        # Letters that cannot be seen are dropped, and numbers are read as typed.
        assert name in ("nik", "full_name", "starts_on")
        return
    assert set(_problem(answer, 422)["fields"]) == {name}


@pytest.mark.parametrize(
    "body", [[], {}, "x", 1, None, {"service": "sip-dokter"}, {"answers": {}}]
)
def test_a_body_that_is_no_application_is_refused(
    mall: Any, call: Any, client: Any, body: Any
) -> None:
    assert call("post", CASES, body).status_code in (400, 422)


def test_broken_json_is_refused(mall: Any, call: Any, client: Any) -> None:
    call("get", f"{CASES}/x")
    key = make_key(account=mall.account("melati"), name="x", now=mall.now)
    answer = client.post(
        CASES,
        b'{"service": ',
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "abcdefgh"},
    )
    _problem(answer, 400)


def test_an_unknown_service_is_not_found(call: Any, application: Any) -> None:
    application["service"] = "nonsense"
    _problem(call("post", CASES, application), 404)


def test_a_strange_channel_is_refused(call: Any, application: Any) -> None:
    application["channel"] = "telepathy"
    _problem(call("post", CASES, application), 422)


@pytest.mark.parametrize("file_id", ["neighbour", "nonsense", "", "x" * 5000])
def test_a_file_of_another_is_refused(
    mall: Any, call: Any, application: Any, file_id: str
) -> None:
    if file_id == "neighbour":
        file_id = mall.store("budi")
    application["papers"]["ktp"] = file_id
    assert set(_problem(call("post", CASES, application), 422)["fields"]) == {"ktp"}


def test_a_file_is_stored_and_used(mall: Any, call: Any, client: Any) -> None:
    from tests.cast import pdf

    key = make_key(account=mall.account("melati"), name="x", now=mall.now)
    upload = io.BytesIO(pdf())
    upload.name = "ktp.pdf"
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.post("/api/v1/files", {"file": upload}, headers=headers)
    assert answer.status_code == 201
    assert answer.json()["media_type"] == "application/pdf"
    bad = io.BytesIO(b"MZ not a paper")
    bad.name = "ktp.exe"
    _problem(client.post("/api/v1/files", {"file": bad}, headers=headers), 422)
    _problem(client.post("/api/v1/files", {}, headers=headers), 422)


@pytest.mark.parametrize("number", ["SP-2026-000001", "nonsense", "%00"])
def test_anothers_case_is_not_found(
    mall: Any, call: Any, application: Any, number: str
) -> None:
    call("post", CASES, application)
    answer = call("get", f"{CASES}/{number}", who="budi")
    assert answer.status_code in (400, 404)
    assert b"melati" not in answer.content.lower()


def test_without_a_key_nothing_is_told(
    mall: Any, call: Any, client: Any, application: Any
) -> None:
    answer = call("post", CASES, application, who="")
    _problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"
    for header in ("Bearer nonsense", "Bearer ", "Basic abc", ""):
        bad = client.get(f"{CASES}/x", headers={"Authorization": header})
        _problem(bad, 401)


def test_a_session_is_no_key(mall: Any, at_now: Any) -> None:
    """The interface cannot be reached from another site with a citizen's cookie."""
    client = mall.client("melati")
    _problem(client.get(f"{CASES}/SP-2026-000001"), 401)


def test_a_revoked_key_and_a_closed_account_open_nothing(mall: Any, call: Any) -> None:
    case = mall.file()
    path = f"{CASES}/{case.number}"
    assert call("get", path).status_code == 200
    ApiKey.objects.update(revoked_at=mall.now)
    _problem(call("get", path), 401)
    ApiKey.objects.update(revoked_at=None)
    account = mall.account("melati")
    account.is_active = False
    account.save()
    _problem(call("get", path), 401)


def test_only_the_digest_of_a_key_is_kept(mall: Any) -> None:
    key = make_key(account=mall.account("melati"), name="kiosk", now=mall.now)
    row = ApiKey.objects.get()
    assert key not in json.dumps([str(v) for v in row.__dict__.values()])


def test_the_catalogue_is_open_to_everybody(mall: Any, client: Any) -> None:
    found = client.get("/api/v1/services").json()
    assert [service["code"] for service in found] == [
        "penelitian",
        "reklame",
        "sip-dokter",
    ]
    whole = client.get("/api/v1/services/reklame").json()
    assert whole["definition"]["fees"]
    _problem(client.get("/api/v1/services/nonsense"), 404)


def test_a_permit_is_checked_by_everybody(mall: Any, client: Any) -> None:
    for query in ("nonsense", "1", "x" * 500):
        assert client.get(f"/api/v1/permits/{query}").status_code in (200, 404)


def test_what_does_not_exist_is_a_problem_document(mall: Any, client: Any) -> None:
    _problem(client.get("/api/v1/nonsense"), 404)
    answer = client.delete(CASES)
    assert answer.status_code in (401, 405)


def test_the_interface_describes_itself(mall: Any, client: Any) -> None:
    said = client.get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.")
    assert set(said["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/{number}",
        "/api/v1/files",
        "/api/v1/services",
        "/api/v1/services/{code}",
        "/api/v1/permits/{query}",
    }
    known = set(said["components"]["schemas"])
    used = set(_references(said))
    assert used <= {f"#/components/schemas/{name}" for name in known}
    operations = [
        op["operationId"] for path in said["paths"].values() for op in path.values()
    ]
    assert len(operations) == len(set(operations))


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _references(value)]
    if isinstance(node, list):
        return [ref for value in node for ref in _references(value)]
    return []


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert {"type", "title", "detail", "code"} <= set(said)
    return said
