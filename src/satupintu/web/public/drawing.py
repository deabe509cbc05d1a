"""The procedure of a published version as a picture and as BPMN, in one language.

A version never changes, so each drawing is made once per process and language.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _

from satupintu.catalogue import bpmn
from satupintu.catalogue.picture import (
    END,
    START,
    Box,
    Look,
    Orientation,
    Place,
    Words,
    boxes_of,
    procedure_svg,
)
from satupintu.catalogue.published import Published
from satupintu.kernel.localized import text
from satupintu.kernel.spans import Span
from satupintu.web.public.journey import post_in_words, who

_MOST_REMEMBERED = 500
_known: dict[tuple[uuid.UUID, str, str], SafeString] = {}


def picture(published: Published, orientation: Orientation) -> SafeString:
    """The procedure as SVG, without any case's place in it."""
    key = (published.version_id, get_language() or "", orientation)
    if key not in _known:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        svg = procedure_svg(boxes(published), words(), orientation)
        # The drawing escapes every text it is given.
        _known[key] = mark_safe(svg)  # noqa: S308
    return _known[key]


def boxes(published: Published, places: Mapping[str, Place] | None = None) -> list[Box]:
    """The boxes of the procedure in the active language; `places` shows a case."""
    service = published.definition
    steps = service.procedure
    minutes = _("about %(n)s minutes") % {"n": service.minutes}
    start = Box(START, _("You"), _("Fill in, add papers"), minutes, Look.YOU)
    end = None
    if service.output is not None:
        title = text(service.output.title)
        end = Box(END, _("You"), title, _("download, collect"), Look.ISSUED)

    def time(name: str) -> str:
        within = steps[name].within
        if not within:
            return ""
        return _("at most %(span)s") % {"span": Span.parse(within).text()}

    return boxes_of(
        steps,
        start=start,
        end=end,
        who=lambda name: who(steps[name], service, published.pack),
        what=lambda name: text(steps[name].title),
        time=time,
        places=places,
    )


def words() -> Words:
    """The words around the boxes."""
    return Words(
        flow=_("The way of your application: {steps}"),
        together=_("At the same time: {steps}"),
        then=_("{first}, then {next}"),
        side_by_side=_("at the same time"),
        returned=_("not complete"),
        returned_sentence=_("An application that is not complete comes back to you."),
        places={
            Place.DONE: _("done"),
            Place.NOW: _("now"),
            Place.WAITING: _("waiting for you"),
            Place.SKIPPED: _("not needed"),
            Place.TODO: _("to come"),
        },
    )


def bpmn_of(published: Published) -> str:
    """The procedure as a BPMN 2.0 file, in the active language."""
    service = published.definition
    steps = service.procedure
    return bpmn.export(
        steps,
        code=service.code,
        title=text(service.title),
        default_agency=service.agency,
        labels=_labels(),
        what=lambda name: text(steps[name].title),
        lane=lambda agency, role: post_in_words(agency, role, published.pack),
    )


def _labels() -> bpmn.Labels:
    return bpmn.Labels(
        applicant=_("Applicant"),
        office=_("Office"),
        system=_("System"),
        received=_("Application received"),
        corrected=_("Correction received"),
        is_needed=_("Is it needed?"),
        needed=_("needed"),
        not_needed=_("not needed"),
        decision=_("What is decided?"),
        issue=_("Issue the permit"),
        granted=_("Granted"),
        refused=_("Refused"),
        may_send_back=_("May send back to any earlier step."),
        outcomes={
            "accept": _("complete"),
            "pass": _("in order"),
            "return": _("to be corrected"),
            "approve": _("approved"),
            "reject": _("refused"),
        },
    )
