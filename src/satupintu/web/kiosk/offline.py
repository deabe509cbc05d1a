"""What a kiosk needs to make a ticket by itself: words, and an empty ticket.

The script only fills in: every sentence comes from here, in its language.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.localized import text
from satupintu.queueing.printers import PaperStop
from satupintu.web.kiosk.content import Tongue, Way, calendar_words
from satupintu.web.kiosk.ticket import SHORT, Line, Ticket, blank_paper

_EMPTY_WAY = Way("", "", "", "", "", "")


def words_of(mall: Mall, tongue: Tongue) -> dict[str, Any]:
    """The texts of one language by queue, errand and group, for the script."""
    with translation.override(tongue.code):
        words = {
            "rest": _("we call you when the one before is done"),
            "total": _("finished in about {low}–{high} minutes"),
            "one": _("1 errand chosen"),
            "several": _("{n} errands chosen"),
            "spoken": _("Your number is {number}."),
            "closing": _("This screen closes in {n} seconds"),
            **calendar_words(),
        }
    english = {q.code: way_of_english(mall, q.code) for q in mall.queues}
    queues = {
        door.code: {
            "title": door.title,
            "where": f"{door.agency} · {door.way.floor}",
            "place": door.way.place,
            "zone": door.way.zone,
            "name": door.way.name,
            "counters": door.way.counters,
            "way": door.way.way,
            "way_en": "" if tongue.code == SHORT else english[door.code],
            "errands": {
                e.code: {
                    "title": e.title,
                    "bring": _bring(tongue.code, e.hint or door.bring),
                }
                for e in door.errands
            },
        }
        for door in tongue.doors
    }
    return {
        "words": words,
        "queues": queues,
        "groups": {group.code: group.title for group in tongue.groups},
    }


def template_of(mall: Mall, tongue: Tongue) -> dict[str, str]:
    """An empty ticket for screen and paper; the script fills it in."""
    with translation.override(tongue.code):
        ticket = Ticket(
            language=tongue.code,
            number="",
            group="",
            booked="",
            called="",
            ahead="",
            way=_EMPTY_WAY,
            lines=(Line("", "", "", ""),),
            url="",
            qr="",
            offline=True,
        )
        paper = blank_paper(
            mall,
            mark=_("OFFLINE"),
            stops=(PaperStop("", ""),),
        )
        return {
            "screen": render_to_string(
                "kiosk/ticket.html", {"t": ticket, "blank": True}
            ),
            "paper": render_to_string("kiosk/paper.html", {"p": paper, "blank": True}),
        }


def way_of_english(mall: Mall, queue: str) -> str:
    """The way in short English, for the second line of the paper."""
    zone = mall.zone(mall.queue(queue).zone)
    return text(zone.way, SHORT)


def _bring(language: str, papers: str) -> str:
    if not papers:
        return ""
    with translation.override(language):
        return _("Bring: %(papers)s") % {"papers": papers}
