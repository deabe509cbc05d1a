"""Every address for every role, on one's own and on another's things.

The addresses come from the resolver itself: a new one without a line in DOORS
fails here until somebody has said who may open it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from tests.cast import Snapshot, entered

ROLES = {
    "anonymous": "",
    "owner": "melati",
    "neighbour": "budi",
    "step": "tuti",  # has a step of the case
    "other": "yudi",  # an agency without one
    "manager": "putri",
    "cashier": "hadi",
    "designer": "dewi",
    "head": "ratna",  # decided the case that was granted
}
STAFF = {"step", "other", "manager", "cashier", "designer", "head"}
CITIZENS = {"owner", "neighbour"}
EVERYBODY = set(ROLES)
# What only the owner and the officers of the case may read.
HERS = {
    "full_name": "dr. Melati Rahasia",
    "address": "Jl. Rahasia No. 9",
    "str_number": "ZZ00009999999999",
}
SECRETS = (*HERS.values(), "melati@contoh.example")


@dataclass(frozen=True)
class Door:
    """Who may open an address, which case it is about, and what they then get.

    Others get: a sign-in page if nobody is signed in; 403 where the page is not
    for their kind of person; 404 where the thing is not for them.
    """

    roles: set[str]
    case: str = "open"
    kind: str = ""  # "citizen", "staff", or "" for everybody
    fits: set[int] = field(default_factory=lambda: {200})
    shows: bool = True  # what is opened may hold the secrets


def anyone(*fits: int) -> Door:
    return Door(EVERYBODY, fits=set(fits or (200,)), shows=False)


def citizens(*fits: int) -> Door:
    return Door(CITIZENS, kind="citizen", fits=set(fits or (200,)))


def owner(*fits: int, case: str = "open") -> Door:
    return Door({"owner"}, case, "citizen", set(fits or (200,)))


def staff(*roles: str, case: str = "open", fits: tuple[int, ...] = (200,)) -> Door:
    return Door(set(roles) or STAFF, case, "staff", set(fits))


def program(*fits: int) -> Door:
    """The interface for programs knows no sessions."""
    return Door(EVERYBODY, kind="program", fits=set(fits), shows=False)


DOORS = {
    # For everybody.
    "root": anyone(302),
    "home": anyone(),
    "services": anyone(),
    "service": anyone(),
    "service-standard": anyone(),
    "service-fee": anyone(),
    "service-svg": anyone(),
    "service-bpmn": anyone(),
    "track": anyone(200, 302),
    "standards": anyone(),
    "help": anyone(),
    "about": anyone(),
    "about-data": anyone(),
    "accessibility": anyone(),
    "permit-qr": anyone(),
    "permit-worker": anyone(),
    "permit-check-short": anyone(302),
    "permit-status": anyone(200, 503),
    "permit-keys": anyone(),
    "permit-check": anyone(),
    # Says who holds the permit: that is what it is printed for.
    "permit-result": Door(EVERYBODY, "granted"),
    "demo-bank": anyone(),
    "mailbox": Door(EVERYBODY),
    "mailbox-latest": anyone(200, 404),
    "living-mall": Door(EVERYBODY),
    "living-clock": anyone(302, 404, 405),
    "living-screen": anyone(302, 404, 405),
    "living-road": Door(EVERYBODY),
    "living-road-clock": anyone(302, 405),
    # A visit: who has its address has the visit, like a paper number.
    "visit": anyone(),
    "visit-now": anyone(),
    "visit-push": anyone(302, 409),
    "visit-take-back": anyone(302),
    "visit-arrive": anyone(302),
    "visit-first": anyone(302),
    "visit-help": anyone(409),
    "visit-messages": anyone(302),
    "visit-listen": anyone(422),
    "visit-errands": anyone(200, 404),
    "visit-leave": anyone(200, 302),
    "visit-worker": anyone(),
    # A kiosk: whoever is signed in, only a paired device gets further.
    "kiosk": anyone(403),
    "kiosk-worker": anyone(),
    "kiosk-beat": anyone(404, 405),
    "kiosk-tickets": anyone(404, 405),
    "kiosk-check-in": anyone(404, 405),
    "kiosk-print": anyone(404, 405),
    "kiosk-help": anyone(404, 405),
    "join": anyone(302),
    "join-mall": anyone(200, 422),
    "join-malls": anyone(302),
    "map-around": anyone(404),
    # Signing in and out.
    "sign-in": anyone(200, 302, 422),
    "sign-in-code": anyone(200, 302, 422),
    "sign-up": anyone(200, 302, 422),
    "sign-out": anyone(200, 302),
    "staff-sign-in": anyone(200, 302, 422),
    "staff-code": anyone(200, 302, 422),
    "staff-enrol": anyone(200, 302, 422),
    # A citizen's own pages.
    "account": citizens(),
    "account-profile": citizens(200, 302, 422),
    "account-address": citizens(200, 422),
    "account-address-code": citizens(200, 302, 422),
    "account-data": citizens(),
    "authorities": citizens(),
    "authority-add": citizens(200, 422),
    "authority-revoke": owner(302),
    "authority-proof": owner(),
    "papers": citizens(),
    "paper-download": owner(),
    "paper-forget": owner(302),
    # Applying.
    "apply-start": citizens(200, 302),
    "draft": owner(302),
    "draft-papers": owner(200, 302, 422),
    "draft-paper": owner(),
    "draft-check": owner(),
    "draft-ask": owner(302),
    "draft-send": owner(302, 422),
    "draft-discard": owner(200, 302),
    "draft-page": owner(200, 422),
    # Following.
    "my-applications": citizens(),
    "case": owner(),
    "case-receipt": owner(),
    "case-correct": owner(200, 422),
    "case-withdraw": owner(200, 302),
    "case-handover": owner(302, case="granted"),
    "case-permit": owner(case="granted"),
    "case-paper": owner(),
    "case-picture": owner(),
    # Appointments: whoever has a booking's address may change it.
    "appointments": anyone(200, 404),
    "appointment-times": anyone(404, 422),  # nothing was chosen
    "appointment-proof": anyone(),
    "my-appointments": citizens(),
    "appointment-waiting": anyone(404, 422),
    "appointment-entry": anyone(404),
    "appointment": anyone(404),
    "appointment-ics": anyone(404),
    "appointment-move": anyone(404),
    "appointment-cancel": anyone(404),
    "office-appointments": staff(fits=(200, 409)),
    "office-appointment-hours": staff("manager", fits=(302, 422)),
    # Home visits: where to come is the person's own; whoever has the address of a
    # visit may choose, move and cancel its time.
    "home-visit": anyone(),
    "home-visit-prepare": citizens(422),
    "home-visit-call": anyone(302, 403),  # phone operators only
    "home-visit-where": owner(200, 422),
    "home-visit-point": owner(200, 302),
    "home-visit-needs": owner(200, 422),
    "home-visit-when": anyone(200, 422),
    "home-visit-check": anyone(422),
    "home-visit-short": anyone(302),
    "home-visit-live": Door(EVERYBODY),
    "home-visit-now": Door(EVERYBODY),
    "home-visit-photo": anyone(404),
    "home-visit-receipt": anyone(404),
    "home-visit-proof": anyone(404),
    "home-visit-ics": anyone(404),
    "home-visit-code": anyone(302, 403, 405),
    "home-visit-cancel": anyone(200, 302, 403, 404, 422),
    "home-visit-report": anyone(200, 422),
    "home-visit-measures": staff("manager"),
    "home-visit-measures-csv": staff("manager"),
    # Paying.
    "bill": owner(case="billed"),
    "bill-status": owner(200, 204, case="billed"),
    "bill-qr": owner(case="billed"),
    "bill-receipt": owner(302, case="billed"),
    "cashier": staff("cashier"),
    "cashier-settle": staff("cashier", fits=(302,)),
    "payment-webhook": Door(EVERYBODY, kind="webhook", fits={400, 401}, shows=False),
    # The counter, for staff who sit at none: nothing of anybody's is shown.
    "counter": staff(),
    "counter-live": staff(fits=(204,)),
    "counter-open": staff(fits=(403,)),
    "counter-close": staff(fits=(302,)),
    "counter-break": staff(fits=(302,)),
    "counter-back": staff(fits=(302,)),
    "counter-queues": staff(fits=(302,)),
    "counter-keys": staff(fits=(302,)),
    "counter-alarm": staff(fits=(302,)),
    "counter-come": staff(fits=(302,)),
    "counter-do": staff(fits=(302,)),
    "counter-return": staff(fits=(302,)),
    "counter-help": staff(fits=(302,)),
    "counter-help-code": staff(fits=(302,)),
    "counter-help-name": staff(fits=(302,)),
    "counter-help-start": staff(fits=(302,)),
    "counter-help-end": staff(fits=(302,)),
    "counter-bill": staff(fits=(409,)),
    "counter-handover": staff(fits=(302,)),
    "counter-permit": staff(fits=(409,)),
    # A question to a visitor at a counter: who has the link may answer.
    "agree": anyone(404),
    # Displays: a paired screen, or staff. Sounds are for whoever hears them.
    "device": anyone(404),
    "display": anyone(404),
    "display-own": anyone(404),
    "display-own-state": anyone(404),
    "display-beat": anyone(404, 405),
    "display-zone": staff(),
    "display-state": staff(),
    "display-spoken": anyone(),
    "display-sound": anyone(404),
    "voice": staff(fits=(302,)),
    "voice-mall": staff(),
    "voice-clip": staff(fits=(302,)),
    # The officer's phone and the folders' desk, for their posts: nobody here has one.
    "ride": anyone(302, 403),
    "ride-worker": anyone(),
    "ride-app": anyone(),
    "ride-day": anyone(401, 403),
    "ride-report": anyone(401, 403),
    "ride-known": anyone(401, 403),
    "desk-folders": anyone(302, 403),
    "desk-in": anyone(302, 403),
    "desk-out": anyone(302, 403),
    "desk-agency": anyone(302, 403),
    "desk-owner": anyone(302, 403),
    # The office.
    "office": staff(fits=(302,)),
    "office-queue": staff(),
    "office-next": staff(fits=(302,)),
    "office-case": staff("step", "manager", fits=(200, 422)),
    "office-return": staff("step", "manager", fits=(200, 302, 422)),
    "office-paper": staff("step"),
    "office-preview": staff("step"),
    "office-move": staff("manager", fits=(302,)),
    "office-permit": staff("head", case="granted", fits=(200, 422)),
    "office-permit-file": staff("step", "head", "manager", case="granted"),
    "designer": staff("manager", "designer"),
    "designer-service": staff("manager", "designer"),
    "designer-part": staff("manager", "designer"),
    # The hall, for managers; calls for help and an own outage for all its staff.
    "hall": staff("manager", fits=(302,)),
    "hall-now": staff("manager"),
    "hall-fragment": staff("manager"),
    "hall-alarm": staff(fits=(302,)),
    "hall-steer": staff(fits=(200, 422)),
    "hall-staffing": staff("manager"),
    "hall-history": staff("manager"),
    "hall-history-csv": staff("manager"),
    "hall-devices": staff("manager", fits=(200, 422)),
    "hall-posters": staff("manager"),
    # The dispatcher's room, also for managers of the agency whose officers ride.
    "dispatch": staff("manager"),
    "dispatch-now": staff("manager"),
    "dispatch-film": staff("manager"),
    "dispatch-film-now": staff("manager"),
    "dispatch-what-if": staff("manager"),
    "dispatch-act": staff("manager", fits=(302,)),
    "dispatch-move": staff("manager", fits=(200, 302)),
    "dispatch-roster": staff("manager", fits=(200, 302)),
    "dispatch-plan": staff("manager", fits=(404,)),
    # For programs.
    "api-v1:openapi-json": program(200),
    "api-v1:submit": program(401, 405),
    "api-v1:get_case": program(401, 405),
    "api-v1:store_file": program(401, 405),
    "api-v1:list_services": program(200, 405),
    "api-v1:get_service": program(200, 405),
    "api-v1:verify_permit": program(200, 404, 405),
    "api-v1:api-root": program(404),
}
# Where a role is told 403 (the page is not its) rather than 404 (not this one).
BY_ROLE = {
    "dispatch",
    "dispatch-now",
    "dispatch-film",
    "dispatch-film-now",
    "dispatch-what-if",
    "dispatch-act",
    "dispatch-move",
    "dispatch-roster",
    "dispatch-plan",
    "home-visit-measures",
    "home-visit-measures-csv",
    "cashier",
    "cashier-settle",
    "office-move",
    "designer",
    "designer-service",
    "designer-part",
    "office-permit",
    "office-appointment-hours",
    "hall",
    "hall-now",
    "hall-fragment",
    "hall-staffing",
    "hall-history",
    "hall-history-csv",
    "hall-devices",
    "hall-posters",
}


@dataclass
class World:
    """Melati's things, and the words in every address that lead to them."""

    numbers: dict[str, str]
    given: dict[str, Any]
    clients: dict[str, Client]


_rows = Snapshot()
_made: list[World] = []


@pytest.fixture
def scene(request: Any, db: None, now: Any, at_now: Any) -> Iterator[Any]:
    """The mall and the world in it, made once; then its rows are put back."""
    if _made:
        with entered(now, _rows) as mall:
            yield mall, _made[0]
        return
    mall = request.getfixturevalue("mall")
    _made.append(_make(mall, request.getfixturevalue("run_jobs")))
    _rows.remember()
    yield mall, _made[0]


def _make(mall: Any, run_jobs: Any) -> World:
    from satupintu.documents import service as documents
    from satupintu.payments import service as payments
    from satupintu.people import service as people
    from satupintu.permits import service as permits
    from satupintu.queueing import service as queueing

    case, granted = mall.file(**HERS), mall.file(**HERS)
    billed = mall.file("reklame", full_name=HERS["full_name"])
    for each in (case, granted, billed):
        mall.decide(each, "intake")
    mall.ask(case, "place", "question:address")
    mall.pass_reviews(granted)
    mall.decide(granted, "approval")
    mall.pass_reviews(billed, "papers", "inspection", "tax")
    run_jobs()
    mall.pay(billed, mall.now, "wrong_amount")
    authority = people.record_authority(
        actor=mall.melati,
        details=people.AuthorityDetails(
            person_name="Budi",
            person_identity="3174011407909001",
            relation="proxy",
            valid_from=mall.now.date(),
            valid_until=(mall.now + timedelta(days=9)).date(),
        ),
        proof_id=mall.store("melati", "proof"),
        now=mall.now,
    )
    permit = permits.permit_of(granted.pk)
    assert permit is not None
    (bill,) = payments.bills_of(billed.pk)
    visit = queueing.open_visit(
        mall="rasuna-said",
        wanted=[queueing.Wanted("izin-usaha", "sip-dokter", case.pk)],
        key="k",
        now=mall.now,
        via="remote",
        name=HERS["full_name"],
        contact="melati@contoh.example",
        arrived=False,
    )
    given = {
        "mall": visit.mall,
        "zone": "izin",
        "device": "00000000-0000-4000-8000-000000000000",
        "language": "id",
        "name": "A",
        "token": visit.token,
        "home_token": _home_visit(mall).token,
        "code": "sip-dokter",
        "view": "form",
        "draft_id": mall.draft(),
        "paper": "ktp",
        "step": "identity",
        "seq": 1,
        "bill_id": bill.id,
        "event_id": payments.odd_events(actor=mall.hadi)[0].id,
        "authority_id": authority.id,
        "item_id": documents.vault_of(mall.melati, mall.now)[0].id,
        "check_code": permit.check_code,
        "query": permit.check_code,
        "provider": "demo",
        "action": "next",
        "alarm_id": permit.id,
        "permit_id": permit.id,
        "proposal_id": permit.id,
        "question": "unknown",
    }
    numbers = {
        "open": case.number,
        "granted": granted.number,
        "billed": billed.number,
    }
    clients = {
        role: mall.client(who) if who else Client() for role, who in ROLES.items()
    }
    return World(numbers, given, clients)


def _home_visit(mall: Any) -> Any:
    """Melati's, without a time yet."""
    from satupintu.catalogue import service as catalogue
    from satupintu.courier import service as courier
    from satupintu.journeys import home

    made = home.ask_to_file(
        services=["penelitian"],
        contact=home.Contact(name=HERS["full_name"], phone="+6281208860009"),
        actor=mall.melati,
        key="matrix",
        now=mall.now,
    )
    area = catalogue.areas().of_level(-1)[0].code
    return courier.set_place(
        token=made.token,
        place=courier.PlaceGiven(HERS["address"], area=area),
        actor=mall.melati,
        now=mall.now,
    )


def _patterns(
    resolver: URLResolver, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _patterns(each, inner)
        else:
            yield f"{space}{each.name}", each


def addresses() -> dict[str, URLPattern]:
    return dict(_patterns(get_resolver()))


def test_every_address_says_who_may_open_it() -> None:
    assert set(addresses()) == set(DOORS)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_opens_for_those_it_is_for_and_for_nobody_else(scene: Any, name: str) -> None:
    _mall, world = scene
    door, url = DOORS[name], _url(name, world)
    # Those who may not come first, so that nothing has changed for them yet.
    for role in sorted(ROLES, key=lambda role: role in door.roles):
        client = world.clients[role]
        cookies = copy.deepcopy(client.cookies)
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(url)
                body = _body(answer)
                transaction.set_rollback(True)
            # Also a browser that was signed out by it is as it was before.
            client.cookies = copy.deepcopy(cookies)
            _judge(name, door, role, method, answer, body)


def test_a_form_of_another_site_changes_nothing(scene: Any) -> None:
    """Where a session counts, a POST without the page's own token is refused."""
    _mall, world = scene
    for name, door in DOORS.items():
        if door.kind not in ("citizen", "staff"):
            continue
        client = Client(enforce_csrf_checks=True)
        client.cookies = world.clients[min(door.roles)].cookies
        assert client.post(_url(name, world)).status_code in (403, 405), name


def _judge(
    name: str, door: Door, role: str, method: str, answer: Any, body: bytes
) -> None:
    at = f"{method} {name} as {role}: {answer.status_code} {answer.headers}"
    if answer.status_code == 405:
        return
    if role in door.roles:
        assert answer.status_code in door.fits, at
        if door.shows and (role != "neighbour" or not door.kind):
            return
    elif role == "anonymous":
        assert answer.status_code == 302, at
        page = "/en/staff/sign-in/" if door.kind == "staff" else "/en/sign-in/"
        assert answer["Location"].startswith(page), at
    else:
        expected = 404
        if (door.kind == "citizen") == (role in STAFF) or name in BY_ROLE:
            expected = 403
        assert answer.status_code == expected, at
    told = [secret for secret in SECRETS if secret.encode() in body]
    assert not told, f"{at} tells {told}"


def _url(name: str, world: World) -> str:
    pattern = addresses()[name].pattern
    given = world.given | {"number": world.numbers[DOORS[name].case]}
    if name.startswith("home-visit-"):
        given["token"] = given["home_token"]
    if name == "service-fee":
        given["code"] = "reklame"
    given["page"] = 1 if name == "office-preview" else "doctor"
    wanted = set(pattern.regex.groupindex) | set(pattern.converters)
    with translation.override("en"):
        return reverse(name, kwargs={key: given[key] for key in wanted})


def _body(answer: Any) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)
    if answer.get("Content-Type", "").startswith("application/json"):
        return json.dumps(answer.json(), ensure_ascii=False).encode()
    return bytes(answer.content)
