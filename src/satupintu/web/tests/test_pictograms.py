"""Every pictogram that a pack names is drawn."""

from pathlib import Path

from satupintu.catalogue.loader import load
from satupintu.web.pictograms import PICTOGRAMS

JAKARTA = Path(__file__).resolve().parents[4] / "packs" / "jakarta"


def test_every_queue_and_priority_group_has_its_pictogram() -> None:
    malls = load(JAKARTA).pack.malls
    queues = {queue.icon for mall in malls for queue in mall.queues}
    groups = {group.icon for mall in malls for group in mall.groups}
    assert queues | groups <= PICTOGRAMS.keys()
    assert {"door", "people"} <= PICTOGRAMS.keys()  # where a pack names none
