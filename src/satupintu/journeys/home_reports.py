"""Somebody says that something was odd at the door: the office is told at once."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.utils.translation import gettext as _, gettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.writing import in_words
from satupintu.kernel.errors import Invalid, Refused
from satupintu.notifications import service as notifications
from satupintu.people import service as people

MANAGER = "manager"
LEAST, MOST = 10, 2000  # letters
MOST_A_DAY = 5
_DAY = 24 * 3600


class BadReport(Invalid):
    """Too short to act on, or too long to send."""

    code = "bad_report"


class TooManyReports(Refused):
    """The office has several reports about this visit today already."""

    code = "too_many_reports"
    status = 429


def report(*, visit: HomeVisitView, words: str, now: datetime) -> None:
    """Tell the managers of the agency that rides, and its dispatchers.

    Nobody needs to say who they are: the visit's address is enough. The same words
    twice are one report. Raises `BadReport`, `TooManyReports`.
    """
    said = words.strip()
    if not LEAST <= len(said) <= MOST:
        sentence = gettext_lazy("Say in a sentence or two what happened.")
        raise BadReport(sentence, fields={"words": sentence})
    _refuse_many(visit)
    rules = catalogue.home_visits()
    posts = {(rules.agency, MANAGER), (rules.agency, rules.dispatcher)}
    mark = sha256(said.encode()).hexdigest()[:16]
    for account_id in sorted(people.accounts_on(posts)):
        account = people.account(account_id)
        with in_words(account.language):
            notifications.notify(
                account_id=account_id,
                subject=_("Report about a home visit"),
                body=_body() % _facts(visit, said),
                dedupe=f"home-report:{visit.id}:{mark}:{account_id}",
                now=now,
            )


def _body() -> str:
    return _(
        "About the visit of %(officer)s (%(badge)s), %(day)s:\n\n%(words)s\n\nThe "
        "visit: %(visit)s"
    )


def _facts(visit: HomeVisitView, said: str) -> dict[str, str]:
    card = visit.officer
    return {
        "officer": card.name if card else "-",
        "badge": card.badge if card else "-",
        "day": visit.day.isoformat() if visit.day else "-",
        "words": said,
        "visit": str(visit.id),
    }


def _refuse_many(visit: HomeVisitView) -> None:
    name = f"home-report:{visit.id}"
    cache.add(name, 0, _DAY)
    if cache.incr(name) > MOST_A_DAY:
        raise TooManyReports(
            _(
                "We have several reports about this visit today and are looking into "
                "them. If it is urgent, call us."
            )
        )
