"""The demonstration has somebody for a counter of each agency, and shows a few."""

from collections import Counter as Tally

from satupintu.catalogue.loader import load
from satupintu.demo.logins import COUNTERS_SHOWN, _counters
from satupintu.demo.script import Script, pack_folder, read_script


def script() -> Script:
    found = read_script()
    assert found is not None
    return found


def test_each_agency_of_the_mall_has_somebody_at_one_of_its_own_counters() -> None:
    (mall,) = load(pack_folder()).pack.malls
    counters = script().counters
    assert counters is not None
    assert set(counters.staff) == {queue.agency for queue in mall.queues}
    for agency, people in counters.staff.items():
        for code in people:
            queues = mall.counter(code).queues
            assert {mall.queue(q).agency for q in queues} == {agency}, code


def test_no_login_is_given_twice() -> None:
    logins = Tally(member.login for member in script().everybody())
    assert [login for login, count in logins.items() if count > 1] == []


def test_only_a_handful_of_them_is_printed_at_the_start() -> None:
    shown = list(_counters(script()))
    assert len(shown) == COUNTERS_SHOWN
    assert len({login.audience for login in shown}) == 1
