"""Handing a permit over: to its holder, against the code, once."""

from datetime import datetime, timedelta

import pytest

from satupintu.kernel import journal
from satupintu.permits import service
from satupintu.permits.models import Handover, WrongCode
from satupintu.permits.tests.example import (
    BUDI,
    INVOLVED,
    JOKO,
    MELATI,
    RINI,
    issue_permit,
)

pytestmark = pytest.mark.usefixtures("tenant")
LOKET = "loket1"


@pytest.fixture
def asked(now: datetime) -> service.HandoverView:
    permit = issue_permit(now)
    return service.ask_handover(permit_id=permit.id, actor=MELATI, now=now)


def _give(asked: service.HandoverView, now: datetime, **changes: object) -> object:
    given: dict[str, object] = {
        "code": asked.code,
        "actor": RINI,
        "agencies": INVOLVED,
        "place": LOKET,
        "now": now,
    }
    return service.hand_over(**(given | changes))  # type: ignore[arg-type]


def test_the_code_is_the_holders_and_stays_the_same(
    asked: service.HandoverView, now: datetime
) -> None:
    again = service.ask_handover(
        permit_id=asked.permit.id, actor=MELATI, now=now + timedelta(days=1)
    )
    assert again.code == asked.code
    assert len(asked.code) == 8
    assert asked.code not in str(Handover.objects.values_list())
    with pytest.raises(service.NoSuchPermit):
        service.ask_handover(permit_id=asked.permit.id, actor=BUDI, now=now)
    assert service.handover_of(permit_id=asked.permit.id, actor=BUDI) is None


def test_the_officer_sees_whose_it_is_and_hands_it_over_once(
    asked: service.HandoverView, now: datetime
) -> None:
    found = service.find_handover(code=f" {asked.spoken.lower()} ", actor=RINI, now=now)
    assert (found.permit.holder, found.code) == ("dr. Melati Cahaya", "")
    _give(asked, now)
    with pytest.raises(service.AlreadyHanded) as refused:
        _give(asked, now + timedelta(minutes=1))
    assert "Rini" in refused.value.sentence
    last = journal.entries(asked.permit.id)[-1]
    assert (last.action, last.data["place"]) == ("permit.handed_over", LOKET)
    actions = [entry.action for entry in journal.entries(asked.permit.id)]
    assert actions.count("permit.handed_over") == 1
    seen = service.handover_of(permit_id=asked.permit.id, actor=MELATI)
    assert seen is not None
    assert (seen.done_by, seen.code) == ("Rini", "")


def test_another_persons_code_does_nothing(
    asked: service.HandoverView, now: datetime
) -> None:
    with pytest.raises(service.NotHandedHere):
        _give(asked, now, holder_id=BUDI.id)
    assert Handover.objects.get().done_at is None
    _give(asked, now, holder_id=MELATI.id)


def test_another_agency_and_citizens_cannot_hand_over(
    asked: service.HandoverView, now: datetime
) -> None:
    for who in (JOKO, MELATI):
        with pytest.raises(service.NotHandedHere):
            _give(asked, now, actor=who)
    assert Handover.objects.get().done_at is None


def test_wrong_codes_are_counted_and_then_refused(
    asked: service.HandoverView, now: datetime
) -> None:
    wrong = "A" * 8 if asked.code != "A" * 8 else "B" * 8
    for _again in range(8):
        with pytest.raises(service.WrongHandoverCode):
            service.find_handover(code=wrong, actor=RINI, now=now)
    with pytest.raises(service.TooManyTries):
        _give(asked, now)
    assert WrongCode.objects.count() == 8
    _give(asked, now + timedelta(minutes=16))


def test_a_renewed_code_ends_the_one_before(
    asked: service.HandoverView, now: datetime
) -> None:
    new = service.renew_handover(permit_id=asked.permit.id, actor=MELATI, now=now)
    assert new.code != asked.code
    with pytest.raises(service.WrongHandoverCode):
        _give(asked, now)
    _give(new, now)


def test_a_suspended_permit_is_not_handed_over(
    asked: service.HandoverView, now: datetime
) -> None:
    service.suspend(
        permit_id=asked.permit.id,
        actor=RINI,
        agencies=INVOLVED,
        reason="Checked again.",
        now=now,
    )
    with pytest.raises(service.NotInForce):
        _give(asked, now)
    assert Handover.objects.get().done_at is None


def test_what_was_handed_over_at_home_is_not_handed_over_again(
    asked: service.HandoverView, now: datetime
) -> None:
    permit_id = asked.permit.id
    later = now + timedelta(hours=1)
    service.note_handed(permit_id=permit_id, by="Sari", place="home", now=now)
    service.note_handed(permit_id=permit_id, by="Dewi", place="home", now=later)
    with pytest.raises(service.AlreadyHanded):
        _give(asked, later)
    actions = [entry.action for entry in journal.entries(permit_id)]
    assert actions.count("permit.handed_over") == 1
