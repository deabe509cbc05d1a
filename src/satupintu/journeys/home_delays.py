"""The letter that a dispatcher lets us write: we come later, and why."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import events, service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.home_writing import clock_of, in_words_of, page_of, send
from satupintu.kernel.outbox import on


@on(events.HomeDelayTold)
def tell_delay(event: events.HomeDelayTold, at: datetime) -> None:
    """No address and no answer, as in all letters about home visits."""
    visit = courier.visit_by_id(visit_id=event.key, now=at)
    if visit.state not in ("booked", "riding"):
        return  # it went on since: other letters say so
    with in_words_of(visit):
        subject, body = _text_of(event)
        occasion = f"delay:{event.why}:{event.arrives_at}"
        send(visit, occasion, subject, body, _values(visit, event), now=at)


def delay_words(why: str) -> str:
    """Why we come later, as one says it to the person who waits."""
    return {
        "late": _("the visits before yours took longer"),
        "rain": _("rain or flood holds us up"),
        "traffic": _("the roads are blocked"),
        "officer": _("the officer who was to come cannot come"),
        "other": _("the officer who was to come cannot come, and another one does"),
    }.get(why, _("something came between"))


def _text_of(event: events.HomeDelayTold) -> tuple[str, str]:
    if not event.arrives_at:
        return _("We cannot come at the promised time"), _(
            "We are sorry: %(why)s. As things stand nobody can be with you between "
            "%(from)s and %(until)s as promised.\n\nWe go on looking for somebody. "
            "Choose another time here: %(link)s, or call %(phone)s."
        )
    subject = _("Your officer comes later than promised")
    if event.why == "other":
        subject = _("Another officer comes to you")
    return subject, _(
        "We are sorry: %(why)s. We now expect to be with you at about %(comes)s; "
        "promised was between %(from)s and %(until)s. %(officer)s comes to you."
        "\n\nIf that does not suit you, call %(phone)s. Where the officer is: "
        "%(link)s"
    )


def _values(visit: HomeVisitView, event: events.HomeDelayTold) -> dict[str, str]:
    comes = datetime.fromisoformat(event.arrives_at) if event.arrives_at else None
    officer = visit.officer
    return {
        "why": delay_words(event.why),
        "comes": clock_of(comes),
        "from": clock_of(visit.from_at),
        "until": clock_of(visit.until_at),
        "officer": f"{officer.name} ({officer.badge})" if officer else "",
        "phone": catalogue.home_visits().phone,
        "link": page_of(visit),
    }
