"""What the office decides over the pack, and what it says: rights, ends, stale ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.queueing import notices, outages, service as queueing
from satupintu.queueing.outages import OverrideView
from satupintu.queueing.rights import NotManager
from satupintu.queueing.tests.hall import MALL, REGISTRY, Scene


def down(scene: Scene, agency: str = "dukcapil", **more: Any) -> OverrideView:
    given = {
        "reason": "Jaringan pusat putus.",
        "until": None,
        "actor": scene.mall.putri,
        "now": scene.now,
        **more,
    }
    return outages.report_down(mall=MALL, agency=agency, **given)


def status(scene: Scene, queue: str = "dukcapil") -> str:
    found = catalogue.mall(MALL)
    return queueing.statuses(mall=found, now=scene.now)[queue].code


def test_the_queues_of_the_agency_stop_and_go_on(scene: Scene) -> None:
    down(scene)
    assert (status(scene), status(scene, "izin-usaha")) == ("down", "open")
    with pytest.raises(queueing.QueueClosed, match="Jaringan pusat putus"):
        scene.ticket(REGISTRY)
    ended = outages.end_down(
        mall=MALL, agency="dukcapil", actor=scene.mall.putri, now=scene.wait(5)
    )
    assert ended is not None
    assert status(scene) == "open"
    again = outages.end_down(
        mall=MALL, agency="dukcapil", actor=scene.mall.putri, now=scene.now
    )
    assert again is None


def test_waiting_for_a_system_does_not_count_against_the_promise(scene: Scene) -> None:
    visit = scene.ticket(REGISTRY)
    scene.wait(10)
    down(scene)
    scene.wait(60)
    (one,) = queueing.waiting(mall=MALL, queues=["dukcapil"], now=scene.now)
    assert (one.number, one.wait_minutes, one.light) == (visit.number, 10, "ok")
    outages.end_down(
        mall=MALL, agency="dukcapil", actor=scene.mall.putri, now=scene.now
    )
    scene.wait(5)
    (one,) = queueing.waiting(mall=MALL, queues=["dukcapil"], now=scene.now)
    assert (one.wait_minutes, one.light) == (15, "ok")


def test_reported_twice_it_is_one_and_the_words_are_the_new_ones(scene: Scene) -> None:
    first = down(scene)
    until = scene.now + timedelta(hours=1)
    second = down(scene, reason="Listrik padam.", until=until, now=scene.wait(5))
    assert second.id == first.id
    assert (second.reason, second.until) == ("Listrik padam.", until)
    assert second.from_at == first.from_at


def test_it_ends_at_its_time_or_with_the_day(scene: Scene) -> None:
    until = scene.now + timedelta(hours=1)
    down(scene, until=until)
    down(scene, agency="dinkes")
    scene.wait(61)
    assert outages.end_expired(mall=MALL, now=scene.now) == 1
    (left,) = outages.open_overrides(mall=MALL, now=scene.now)
    assert left.agency == "dinkes"
    scene.now = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert outages.open_overrides(mall=MALL, now=scene.now) == []
    assert outages.end_expired(mall=MALL, now=scene.now) == 1
    # As of midnight in Jakarta, however late somebody looked.
    stood = outages.standstills(
        mall=MALL, start=scene.now - timedelta(days=1), end=scene.now
    )
    assert stood["dukcapil"][0].end == until
    assert stood["dinkes"][0].end == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_who_may_report_it(scene: Scene) -> None:
    mall = scene.mall
    assert down(scene, actor=mall.tuti).by == "Tuti"  # her own agency
    with pytest.raises(outages.NotYourAgency):
        down(scene, agency="dinkes", actor=mall.tuti)
    with pytest.raises(outages.NotYourAgency):
        outages.end_down(mall=MALL, agency="dukcapil", actor=mall.joko, now=scene.now)
    with pytest.raises(NotManager):
        outages.close_queue(
            mall=MALL,
            queue="dukcapil",
            reason="Rapat.",
            until=None,
            actor=mall.tuti,
            now=scene.now,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"until": datetime(2026, 11, 24, 2, 0, tzinfo=UTC)},
        {"until": datetime(2026, 11, 27, 2, 0, tzinfo=UTC)},
        {"agency": "kua"},
    ],
)
def test_refuses_what_cannot_be(scene: Scene, wrong: dict[str, Any]) -> None:
    with pytest.raises((outages.BadOverride, catalogue.NoSuchMall)):
        down(scene, **wrong)
    assert outages.open_overrides(mall=MALL, now=scene.now) == []


def test_a_queue_closes_opens_and_follows_its_hours_again(scene: Scene) -> None:
    given: dict[str, Any] = {"mall": MALL, "queue": "dukcapil", "until": None}
    putri = scene.mall.putri
    outages.close_queue(reason="Rapat staf.", actor=putri, now=scene.now, **given)
    assert status(scene) == "closed_by_office"
    scene.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 19:00: long closed
    outages.open_queue(reason="Buka malam.", actor=putri, now=scene.now, **given)
    assert status(scene) == "open"
    outages.end_override(mall=MALL, queue="dukcapil", actor=putri, now=scene.now)
    assert status(scene) == "closed"


class TestNotices:
    def say(self, scene: Scene, **more: Any) -> notices.NoticeView:
        given = {
            "text": {"id": "Loket tutup lebih awal.", "en": "Counters close early."},
            "until": scene.now + timedelta(hours=1),
            "actor": scene.mall.putri,
            "now": scene.now,
            **more,
        }
        return notices.say(mall=MALL, **given)

    def test_said_until_its_time_or_until_taken_back(self, scene: Scene) -> None:
        said = self.say(scene)
        assert self.say(scene).id == said.id  # pressed twice
        assert notices.current_notices(mall=MALL, now=scene.now) == [said]
        scene.wait(60)
        assert notices.current_notices(mall=MALL, now=scene.now) == []
        other = self.say(scene)
        for _press in range(2):
            notices.take_back(notice_id=other.id, actor=scene.mall.putri, now=scene.now)
        assert notices.current_notices(mall=MALL, now=scene.now) == []

    def test_to_one_queue_only_that_queue(self, scene: Scene) -> None:
        said = self.say(scene, queue="dukcapil")
        assert notices.current_notices(mall=MALL, now=scene.now) == []
        for queue, shown in (("dukcapil", [said]), ("samsat", [])):
            found = notices.current_notices(mall=MALL, queue=queue, now=scene.now)
            assert found == shown

    @pytest.mark.parametrize(
        "wrong", [{"text": {"en": "Only English."}}, {"text": {"id": "x" * 201}}]
    )
    def test_refuses_bad_words(self, scene: Scene, wrong: dict[str, Any]) -> None:
        with pytest.raises(notices.BadNotice):
            self.say(scene, **wrong)

    def test_refuses_others(self, scene: Scene) -> None:
        with pytest.raises(NotManager):
            self.say(scene, actor=scene.mall.tuti)


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_report_at_once_make_one_outage(scene: Scene) -> None:
    made = scene.mall.at_once(lambda n: down(scene), times=4)
    assert len({one.id for one in made}) == 1
