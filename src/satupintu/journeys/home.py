"""Home visits meet applications and permits.

A visit belongs to a case from the first minute: whoever asks to be helped at home
gets the drafts of the services at once, in their own name, and the officer goes on
with them at the door. A permit of a case that was filed at the door is brought back:
the visit is asked for when the permit is issued, and the holder chooses the time.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy as _

from satupintu.cases import events as cases_events, service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.courier import events as courier_events, service as courier
from satupintu.courier.service import ErrandWanted, HomeVisitView, PlaceGiven
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Conflict, Invalid, Refused
from satupintu.kernel.outbox import on
from satupintu.people import service as people
from satupintu.permits import events as permits_events, service as permits

HOME = "home"
FILE, DELIVER = "file", "deliver"
IN_VAIN = ("failed", "cancelled")
MOST_SERVICES = 3


class NothingChosen(Invalid):
    """No service was chosen, or more than fit into one visit."""

    code = "nothing_chosen"


class NotAtHome(Refused):
    """The service cannot be filed at home."""

    code = "not_at_home"

    def __init__(self) -> None:
        super().__init__(
            _(
                "One of these services cannot be filed at home now. Look at its page "
                "for the other ways."
            )
        )


class NotBrought(Refused):
    """The permit is not issued yet, or its service does not hand permits over at
    home."""

    code = "not_brought"

    def __init__(self) -> None:
        super().__init__(
            _("This permit cannot be brought to you. You can download it.")
        )


class AlreadyComing(Conflict):
    """Somebody comes for exactly this already: `visit`."""

    code = "already_coming"

    def __init__(self, visit: HomeVisitView) -> None:
        super().__init__(
            _("You have asked for this already. Here is the visit that you asked for.")
        )
        self.visit = visit


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is visited and how: the phone is for the officer, needs are codes."""

    name: str = ""
    phone: str = ""
    language: str = ""
    needs: Sequence[str] = ()


def services_at_home() -> list[Published]:
    """What can be filed at home now, in the pack's order. Raises `NoHomeVisits`."""
    every = {published.code: published for published in catalogue.services()}
    codes = [each.service for each in catalogue.home_visits().services]
    return [every[code] for code in codes if code in every and _is_open(every[code])]


def is_at_home(code: str) -> bool:
    """Whether this service can be filed at home now."""
    return catalogue.has_home_visits() and any(
        published.code == code for published in services_at_home()
    )


@transaction.atomic
def ask_to_file(
    *,
    services: Sequence[str],
    contact: Contact,
    actor: Actor,
    key: str,
    now: datetime,
) -> HomeVisitView:
    """A visit for these services, with a draft of each in the citizen's name.

    Asking twice makes one visit. Raises `NothingChosen`, `NotAtHome`,
    `AlreadyComing` and what `cases.start_draft` does.
    """
    wanted = list(dict.fromkeys(services))
    refuse_number(len(wanted))
    people.take_turn(account_id=actor.account_id)  # two clicks, one visit
    errands = [_errand(code, actor, now) for code in wanted]
    _refuse_second({errand.draft_id for errand in errands}, actor, now)
    return _ask(FILE, errands, contact, _last_place(actor, now), actor, key, now)


def refuse_number(chosen: int) -> None:
    """Raises `NothingChosen` for none, or for more than one visit has time for."""
    if not chosen:
        raise NothingChosen(_("Choose at least one service."))
    if chosen > MOST_SERVICES:
        raise NothingChosen(
            _(
                "One visit has time for %(most)s services at most. Ask for a second "
                "visit for the others."
            ),
            most=MOST_SERVICES,
        )


@transaction.atomic
def ask_delivery(
    *, case_number: str, contact: Contact, actor: Actor, key: str, now: datetime
) -> HomeVisitView:
    """A visit that brings the permit of the actor's own case.

    Raises `NoSuchCase`, `NotBrought`, `AlreadyComing`.
    """
    found = cases.open_case(ref=case_number, actor=actor, now=now)
    permit = permits.permit_of(found.case.pk)
    if permit is None or not is_brought(found.published):
        raise NotBrought
    people.take_turn(account_id=actor.account_id)
    errand = ErrandWanted(
        service=found.published.code, case_id=found.case.pk, permit_id=permit.id
    )
    delivery = delivery_of(case_id=found.case.pk)
    if delivery is not None:
        raise AlreadyComing(delivery)
    return _ask(DELIVER, [errand], contact, _last_place(actor, now), actor, key, now)


def is_brought(published: Published) -> bool:
    """Whether permits of the service are handed over at home."""
    output = published.definition.output
    return (
        output is not None and HOME in output.handover and catalogue.has_home_visits()
    )


def delivery_of(*, case_id: uuid.UUID) -> HomeVisitView | None:
    """The visit that brings or brought this case's permit, unless it was in vain."""
    for visit in courier.visits_of_case(case_id=case_id):
        if visit.kind == DELIVER and visit.state not in IN_VAIN:
            return visit
    return None


def visit_of_case(*, case_id: uuid.UUID) -> HomeVisitView | None:
    """The visit that is ahead for this case, if any."""
    visits = courier.visits_of_case(case_id=case_id)
    return next((visit for visit in visits if visit.is_open), None)


def visit_of_draft(
    *, draft_id: uuid.UUID, actor: Actor, now: datetime
) -> HomeVisitView | None:
    """The visit that is ahead for this draft of the actor's, if any."""
    for visit in courier.visits_of(account_id=actor.account_id, now=now):
        drafts = {errand.draft_id for errand in visit.errands}
        if visit.is_open and draft_id in drafts:
            return visit
    return None


@on(cases_events.CaseSubmitted)
def keep_case(event: cases_events.CaseSubmitted, at: datetime) -> None:
    """The draft of a visit has been sent: the visit is about the case from now on."""
    case = cases.case_facts(event.key)
    courier.link_case(draft_id=case.draft_id, case_id=case.id)


@on(permits_events.PermitIssued)
def ask_to_bring(event: permits_events.PermitIssued, at: datetime) -> None:
    """Who was helped at home gets the permit at home; others may ask for it."""
    case = cases.case_facts(event.case_id)
    permit = permits.permit_of(event.case_id)
    if permit is None or not is_brought(case.published):
        return
    visits = courier.visits_of_case(case_id=case.id)
    kept = [visit for visit in visits if visit.state not in IN_VAIN]
    if not kept or any(visit.kind == DELIVER for visit in visits):
        return
    last = kept[-1]
    courier.ask_visit(
        kind=DELIVER,
        errands=[
            ErrandWanted(
                service=case.published.code, case_id=case.id, permit_id=permit.id
            )
        ],
        account_id=case.account_id,
        name=last.name,
        phone=last.phone,
        language=last.language,
        place=_place_of(last),
        needs=last.needs,
        key=f"permit:{permit.id}",
        actor=SYSTEM,
        now=at,
    )


@on(courier_events.HomeVisitDone)
def note_handed(event: courier_events.HomeVisitDone, at: datetime) -> None:
    """A permit that was brought is in its holder's hand: nobody hands it out again."""
    visit = courier.visit_by_id(visit_id=event.key, now=at)
    by = visit.officer.name if visit.officer else ""
    for errand in visit.errands if visit.kind == DELIVER else ():
        if errand.permit_id:
            permits.note_handed(permit_id=errand.permit_id, by=by, place=HOME, now=at)


def _errand(code: str, actor: Actor, now: datetime) -> ErrandWanted:
    if not is_at_home(code):
        raise NotAtHome
    draft_id = cases.start_draft(service_code=code, actor=actor, now=now)
    return ErrandWanted(service=code, draft_id=draft_id)


def _refuse_second(drafts: set[uuid.UUID | None], actor: Actor, now: datetime) -> None:
    for visit in courier.visits_of(account_id=actor.account_id, now=now):
        if visit.is_open and drafts & {e.draft_id for e in visit.errands}:
            raise AlreadyComing(visit)


def _ask(
    kind: str,
    errands: Sequence[ErrandWanted],
    contact: Contact,
    place: PlaceGiven | None,
    actor: Actor,
    key: str,
    now: datetime,
) -> HomeVisitView:
    account = people.account(actor.account_id)
    return courier.ask_visit(
        kind=kind,
        errands=list(errands),
        account_id=actor.account_id,
        name=contact.name or account.name,
        phone=contact.phone or account.phone,
        language=contact.language or account.language or get_language() or "",
        place=place,
        needs=list(contact.needs),
        key=key,
        actor=actor,
        now=now,
    )


def _last_place(actor: Actor, now: datetime) -> PlaceGiven | None:
    """Where the person was visited last is where the next visit probably goes."""
    for visit in courier.visits_of(account_id=actor.account_id, now=now):
        place = _place_of(visit)
        if place is not None:
            return place
    return None


def _place_of(visit: HomeVisitView) -> PlaceGiven | None:
    if not visit.address or visit.lat is None or visit.lon is None:
        return None
    return PlaceGiven(
        address=visit.address,
        landmark=visit.landmark,
        area=visit.area,
        lat=visit.lat,
        lon=visit.lon,
        precision=visit.precision,
    )


def _is_open(published: Published) -> bool:
    definition = published.definition
    return HOME in definition.channels and not definition.paused
