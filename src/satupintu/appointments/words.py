"""Visits in the words of the pack, in the active language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from satupintu.appointments.availability import Wish
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Errand, Mall, Queue
from satupintu.kernel.localized import text


def errand_of(queue: Queue, code: str) -> Errand:
    """Raises KeyError."""
    for errand in queue.errands:
        if errand.code == code:
            return errand
    raise KeyError(code)


def titles_of(mall: Mall | None, wanted: Sequence[Wish]) -> list[str]:
    """The errands in words; by code where the pack no longer has them."""
    if mall is None:
        return [wish.errand for wish in wanted]
    found = []
    for wish in wanted:
        try:
            found.append(text(errand_of(mall.queue(wish.queue), wish.errand).title))
        except KeyError:
            found.append(wish.errand)
    return found


def place_of(mall: Mall, queue: str) -> str:
    """The mall and, where the pack knows it, the floor."""
    name = text(mall.name)
    try:
        zone = mall.zone(mall.queue(queue).zone)
    except KeyError:
        return name
    return _("%(mall)s, floor %(floor)s") % {"mall": name, "floor": zone.floor}


def bring_of(mall: Mall | None, wanted: Sequence[Wish]) -> list[str]:
    """What to bring for these errands, each thing once."""
    found: list[str] = []
    if mall is None:
        return []
    for wish in wanted:
        try:
            queue = mall.queue(wish.queue)
            errand = errand_of(queue, wish.errand)
        except KeyError:
            continue
        found += [text(errand.bring) or text(queue.bring)]
    return [each for each in dict.fromkeys(found) if each]


def mall_of(code: str) -> Mall | None:
    """The mall, unless the pack has none of this code any more."""
    return next((mall for mall in catalogue.malls() if mall.code == code), None)
