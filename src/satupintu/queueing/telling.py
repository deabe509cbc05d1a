"""Hints to every open page that something in the hall is different now."""

from __future__ import annotations

from collections.abc import Collection

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import live
from satupintu.queueing.models import OVER, Stop


def tell_hall(mall: str, **ids: object) -> None:
    """Counters and the manager look again."""
    live.hint(f"hall:{mall}", "changed", ids)


def tell_zones(mall: Mall) -> None:
    """The displays of every zone look again."""
    live.changed(*_zones(mall))


def tell_everybody(mall: Mall, queues: Collection[str]) -> None:
    """Hall, displays, and the pages of all who have an errand in these queues."""
    waiting = Stop.objects.filter(
        mall=mall.code, queue__in=queues, visit__ended_at=None
    ).exclude(state__in=OVER)
    ids = waiting.order_by().values_list("visit_id", flat=True).distinct()
    visits = [f"visit:{visit_id}" for visit_id in ids]
    live.changed(f"hall:{mall.code}", *_zones(mall), *visits)


def _zones(mall: Mall) -> list[str]:
    return [f"zone:{mall.code}:{zone.code}" for zone in mall.zones]
