"""Asking for a home visit: for what, where, and what the person needs."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import HomeVisits, Need
from satupintu.courier.events import HomeVisitAsked
from satupintu.courier.models import OPEN, HomeErrand, HomeVisit, Kind, State
from satupintu.courier.places import PlaceGiven, put_place, too_long
from satupintu.courier.reading import find
from satupintu.courier.rights import may_see
from satupintu.courier.views import HomeVisitView, NoSuchVisit, view_of
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, Refused, Sentence
from satupintu.kernel.outbox import announce
from satupintu.people import service as people

MOST_ERRANDS = 5
MOST_OPEN = 5
MOST_NAME = 200
_TOKEN_BYTES = 16
_DOOR_DIGITS = 4


class BadHomeVisit(Invalid):
    """What was asked for is not complete or not possible; `fields` says where."""

    code = "bad_home_visit"


class KeyTaken(Conflict):
    """This form was used by somebody else."""

    code = "home_visit_key_taken"

    def __init__(self) -> None:
        super().__init__(_("This form was sent before. Open it again."))


class TooManyVisits(Refused):
    """The person has as many open visits as one may have."""

    code = "too_many_home_visits"

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have %(most)s open home visits already. Add the service to one "
                "of them at the door, or cancel one first."
            ),
            most=MOST_OPEN,
        )


class VisitFixed(Refused):
    """The visit is over, or an officer is on the way."""

    code = "home_visit_fixed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This can no longer be changed here. If it is urgent, call us: the "
                "number is on the page of the visit."
            )
        )


@dataclass(frozen=True, slots=True)
class ErrandWanted:
    """A service, and the draft, case or permit that the visit is about."""

    service: str
    draft_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None
    permit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a visit takes: minutes at the door, skills, folders each way."""

    minutes: int
    skills: tuple[str, ...]
    collects: int
    delivers: int
    is_priority: bool


def ask_visit(
    *,
    kind: str,
    errands: Sequence[ErrandWanted],
    account_id: uuid.UUID,
    name: str,
    phone: str = "",
    language: str = "",
    place: PlaceGiven | None = None,
    needs: Sequence[str] = (),
    key: str,
    actor: Actor,
    now: datetime,
    base: str = "",
    ready_at: datetime | None = None,
    previous: uuid.UUID | None = None,
) -> HomeVisitView:
    """A visit without a time yet. The same `key` gives the same visit.

    deliver: `base` is where the permit is printed ("": the one nearest to the
    place), from `ready_at` on. `previous` is the visit in vain that this one
    follows. Raises `BadHomeVisit`, `NotServed`, `TooManyVisits`, `KeyTaken`,
    `NoSuchVisit` (another citizen's), `NotOfHomeVisits`.
    """
    if not may_see(actor, account_id):
        raise NoSuchVisit
    again = HomeVisit.objects.filter(key=key[:80]).first()
    if again is not None:
        return _again(again, account_id, now)
    row = _new_row(kind=kind, account_id=account_id, key=key, actor=actor, now=now)
    row.language, row.base, row.ready_at = language[:5], base, ready_at
    _put_contact(row, name=name, phone=phone)
    _put_needs(row, needs, errands)
    _put_base(row)
    with transaction.atomic():
        _follow(row, previous)
        return _keep(row, errands, place, actor)


def _new_row(
    *, kind: str, account_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> HomeVisit:
    return HomeVisit(
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        door_code="".join(secrets.choice("0123456789") for _n in range(_DOOR_DIGITS)),
        account_id=account_id,
        kind=kind,
        key=key[:80],
        by_staff=_staff_name(actor),
        created_at=now,
    )


def _keep(
    row: HomeVisit,
    errands: Sequence[ErrandWanted],
    place: PlaceGiven | None,
    actor: Actor,
) -> HomeVisitView:
    now = row.created_at
    _refuse_many(row, actor)
    if place is not None:
        put_place(row, place)
    if not _insert(row, errands):
        return _again(HomeVisit.objects.get(key=row.key), row.account_id, now)
    facts = {"kind": row.kind, "services": [each.service for each in errands]}
    journal.append(stream=row.pk, actor=actor, action="home.asked", now=now, data=facts)
    announce(HomeVisitAsked(row.pk), at=now)
    return view_of(row, now)


def set_place(
    *,
    token: str,
    place: PlaceGiven | None = None,
    needs: Sequence[str] | None = None,
    phone: str | None = None,
    name: str | None = None,
    actor: Actor,
    now: datetime,
) -> HomeVisitView:
    """Say where to come and what is needed, as long as no time is chosen.

    What is None stays. Raises `VisitFixed`, `BadHomeVisit`, `NotServed`,
    `NoSuchVisit`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if not may_see(actor, row.account_id):
            raise NoSuchVisit
        if row.state != State.ASKED:
            raise VisitFixed
        _put_contact(
            row,
            name=row.name if name is None else name,
            phone=row.phone if phone is None else phone,
        )
        if needs is not None:
            errands = [ErrandWanted(each.service) for each in row.errands.all()]
            _put_needs(row, needs, errands)
        if place is not None:
            put_place(row, place)
        row.save()
        journal.append(stream=row.pk, actor=actor, action="home.placed", now=now)
        return view_of(row, now)


def link_case(*, case_id: uuid.UUID, draft_id: uuid.UUID | None) -> bool:
    """What began as this draft is a case now; the errands about it say so.

    Returns whether a visit is about it. Again is harmless.
    """
    if draft_id is None:
        return False
    found = HomeErrand.objects.filter(draft_id=draft_id)
    found.filter(case_id=None).update(case_id=case_id)
    return found.exists()


def work_of(
    home: HomeVisits, kind: str, services: Sequence[str], needs: Sequence[str]
) -> Work:
    """What a visit of this kind takes. Raises `BadHomeVisit`."""
    wanted = [_need(home, code) for code in needs]
    minutes = sum(need.minutes for need in wanted)
    skills = {need.skill for need in wanted if need.skill}
    collects = 0
    if kind == Kind.FILE:
        for code in services:
            try:
                how = home.service(code)
            except KeyError:
                raise _not_at_home() from None
            minutes += how.minutes
            collects += how.collects
            skills |= {how.skill} if how.skill else set()
    else:
        minutes += home.deliver
    return Work(
        minutes=minutes,
        skills=tuple(sorted(skills)),
        collects=collects,
        delivers=len(services) if kind == Kind.DELIVER else 0,
        is_priority=any(need.priority for need in wanted),
    )


def _need(home: HomeVisits, code: str) -> Need:
    try:
        return home.need(code)
    except KeyError:
        sentence = _("Choose only needs that are on the list.")
        raise BadHomeVisit(sentence, fields={"needs": sentence}) from None


def _not_at_home() -> BadHomeVisit:
    sentence = _("This service cannot be filed at home. Apply online or at the mall.")
    return BadHomeVisit(sentence, fields={"services": sentence})


def _put_needs(
    row: HomeVisit, needs: Sequence[str], errands: Sequence[ErrandWanted]
) -> None:
    if row.kind not in Kind.values or not 0 < len(errands) <= MOST_ERRANDS:
        sentence = _("Choose between one and %(most)s services for a visit.")
        raise BadHomeVisit(sentence, most=MOST_ERRANDS)
    codes = list(dict.fromkeys(needs))
    services = [each.service for each in errands]
    work = work_of(catalogue.home_visits(), row.kind, services, codes)
    row.needs, row.skills = codes, list(work.skills)
    row.minutes, row.is_priority = work.minutes, work.is_priority
    row.collects, row.delivers = work.collects, work.delivers


def _put_contact(row: HomeVisit, *, name: str, phone: str) -> None:
    fields: dict[str, Sentence] = {}
    clean = " ".join(name.split())
    if len(clean) < 2 or not clean.isprintable():
        fields["name"] = _("Enter the name of the person to visit")
    elif len(clean) > MOST_NAME:
        fields["name"] = too_long(clean, MOST_NAME)
    number = phone.strip()
    if number and number != row.phone:
        number = _phone(number, fields)
    if fields:
        raise BadHomeVisit(_("Check what is marked below."), fields=fields)
    row.name, row.phone = clean, number


def _phone(text: str, fields: dict[str, Sentence]) -> str:
    """The number as it is called; what is wrong with it goes into `fields`."""
    try:
        address = people.parse_address(text=text, country=catalogue.pack().country)
    except people.BadAddress:
        address = None
    if address is None or address.kind is not people.AddressKind.PHONE:
        fields["phone"] = _(
            "This is not a phone number. Write all its digits, or leave it empty."
        )
        return ""
    return str(address)


def _put_base(row: HomeVisit) -> None:
    """A permit is fetched from where it is printed."""
    if row.kind != Kind.DELIVER:
        row.base, row.ready_at = "", None
        return
    row.ready_at = row.ready_at or row.created_at
    bases = [base.code for base in catalogue.home_visits().bases]
    if row.base and row.base not in bases:
        raise BadHomeVisit(_("There is no such base of the home visits."))


def _follow(row: HomeVisit, previous: uuid.UUID | None) -> None:
    if previous is None:
        return
    before = HomeVisit.objects.select_for_update().filter(pk=previous).first()
    if before is None or before.account_id != row.account_id:
        raise NoSuchVisit
    row.previous, row.attempt = before, before.attempt + 1


def _refuse_many(row: HomeVisit, actor: Actor) -> None:
    """Citizens ask for a few; what the office sends is not counted."""
    if actor.is_staff or actor.id is None:
        return
    open_ = HomeVisit.objects.filter(account_id=row.account_id, state__in=OPEN)
    if open_.count() >= MOST_OPEN:
        raise TooManyVisits


def _insert(row: HomeVisit, errands: Sequence[ErrandWanted]) -> bool:
    """Whether it was inserted; False if the same form came at the same time."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    HomeErrand.objects.bulk_create(
        HomeErrand(
            visit=row,
            place=n,
            service=each.service,
            draft_id=each.draft_id,
            case_id=each.case_id,
            permit_id=each.permit_id,
        )
        for n, each in enumerate(errands)
    )
    return True


def _again(row: HomeVisit, account_id: uuid.UUID, now: datetime) -> HomeVisitView:
    if row.account_id != account_id:
        raise KeyTaken
    return view_of(row, now)


def _staff_name(actor: Actor) -> str:
    if actor.helper is not None:
        return actor.helper.name
    return actor.name if actor.is_staff else ""
