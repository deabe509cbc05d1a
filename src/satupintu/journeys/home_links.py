"""The address of a visit's page, sent to the citizen once more.

Staff never see it: whoever has it may move the visit, and see the one-time code.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.journeys.home_writing import in_words_of, page_of, send
from satupintu.kernel.actor import Actor

# Pressed again within so many seconds, nothing is sent again.
PATIENCE = 300


def send_link(*, visit_id: uuid.UUID, actor: Actor, now: datetime) -> str:
    """Send it to whoever asked for the visit; the name, for a sentence.

    Raises `NotDispatcher`, `NoSuchVisit`.
    """
    if not courier.dispatches(actor):
        raise courier.NotDispatcher
    visit = courier.visit_by_id(visit_id=visit_id, now=now)
    values = {
        "link": page_of(visit),
        "phone": catalogue.home_visits().phone,
    }
    with in_words_of(visit):
        body = _(
            "Everything about your home visit is here: when the officer comes, what to "
            "lay ready, change or cancel: %(link)s\n\nThe link is for you alone. "
            "Questions: call %(phone)s."
        )
        subject = _("Your home visit: the link to its page")
        occasion = f"link:{int(now.timestamp()) // PATIENCE}"
        send(visit, occasion, subject, body, values, now=now)
    return visit.name
