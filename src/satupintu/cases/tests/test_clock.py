"""The legal clock on the real working calendar of Jakarta in 2026."""

from datetime import datetime
from typing import ClassVar

import pytest

from satupintu.cases import clock
from satupintu.cases.clock import Tick, TickKind
from satupintu.cases.subclocks import Work, agency_days, step_days, step_due_at
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.spans import Span
from satupintu.kernel.tests.jakarta import CALENDAR, POLICE, at, local

FIVE_DAYS = Span.parse("5 wd")
KINDS = {
    "start": TickKind.START,
    "pause": TickKind.PAUSE,
    "resume": TickKind.RESUME,
    "stop": TickKind.STOP,
}


def ticks(*written: str) -> list[Tick]:
    """`ticks("start 11-19 10:03", "pause 11-23 14:20")`."""
    parts = [text.split() for text in written]
    return [Tick(at(day, time), KINDS[kind], "correction") for kind, day, time in parts]


def used(written: list[str], now: datetime, counting: clock.Counting) -> float:
    return clock.elapsed(ticks(*written), CALENDAR, counting=counting, now=now)


def due(written: list[str], total: str, counting: clock.Counting) -> str:
    end = clock.due_at(
        ticks(*written), CALENDAR, counting=counting, total=Span.parse(total)
    )
    return local(end)


@pytest.mark.parametrize(
    ("written", "total", "end"),
    [
        # Thursday is free; Friday to the next Thursday are the five days.
        (["start 11-19 10:03"], "5 wd", "11-26 16:00"),
        # At the first minute of work, and before it, Thursday is free as well.
        (["start 11-19 07:30"], "5 wd", "11-26 16:00"),
        (["start 11-19 06:00"], "5 wd", "11-26 16:00"),
        # After close of office the next day is the first one.
        (["start 11-19 20:00"], "5 wd", "11-26 16:00"),
        # Saturday and Sunday: from Monday on.
        (["start 11-21 10:00"], "1 wd", "11-23 16:00"),
        # The last day is a Friday: it closes later.
        (["start 11-19 10:03"], "1 wd", "11-20 16:30"),
        # Lebaran: from 18 to 24 March nobody works.
        (["start 03-16 09:00"], "1 wd", "03-17 15:00"),
        (["start 03-16 09:00"], "2 wd", "03-25 16:00"),
        (["start 03-17 08:00"], "1 wd", "03-25 16:00"),
        (["start 03-18 09:00"], "5 wd", "03-31 16:00"),
        # The half day before New Year closes at noon.
        (["start 12-30 09:00"], "1 wd", "12-31 12:00"),
        (["start 12-31 09:00"], "1 wd", "01-04 16:00"),
        # One of five days is used before the pause; Tuesday is free again.
        (
            ["start 11-19 10:03", "pause 11-23 14:20", "resume 11-24 10:41"],
            "5 wd",
            "11-30 16:00",
        ),
        # Two pauses within days: the days of the events are all free.
        (
            [
                "start 11-19 10:03",
                "pause 11-20 09:00",
                "resume 11-23 09:00",
                "pause 11-23 15:00",
                "resume 11-24 09:00",
            ],
            "2 wd",
            "11-26 16:00",
        ),
        # Everything was used before the pause: due at the close of the day.
        (
            ["start 11-19 10:03", "pause 11-24 09:00", "resume 11-25 09:00"],
            "1 wd",
            "11-25 16:00",
        ),
    ],
)
def test_ends_whole_days_at_the_close_of_office(
    written: list[str], total: str, end: str
) -> None:
    assert due(written, total, "whole_days") == end


@pytest.mark.parametrize(
    ("written", "total", "end"),
    [
        (["start 11-19 10:03"], "5 wd", "11-26 10:03"),
        (["start 11-19 10:03"], "1 wd", "11-20 09:45"),  # 30 % of a Friday
        (["start 11-19 20:00"], "1 wd", "11-20 16:30"),
        (["start 03-17 11:30"], "1 wd", "03-25 11:45"),
        (["start 11-19 10:03"], "8 wh", "11-20 09:33"),
        (
            ["start 11-19 10:00", "pause 11-19 12:00", "resume 11-19 15:00"],
            "4 wh",
            "11-20 08:30",
        ),
        # Ordinary days run on through nights; a pause pushes the end back.
        (["start 11-19 10:00"], "3 d", "11-22 10:00"),
        (
            ["start 11-19 10:00", "pause 11-20 10:00", "resume 11-22 10:00"],
            "3 d",
            "11-24 10:00",
        ),
    ],
)
def test_ends_exact_time_at_the_minute(
    written: list[str], total: str, end: str
) -> None:
    assert due(written, total, "exact") == end


@pytest.mark.parametrize(
    ("now", "whole", "exact"),
    [
        (("11-19", "10:03"), 0.0, 0.0),
        (("11-19", "16:00"), 0.0, 0.7),
        (("11-20", "16:29"), 0.0, 1.7 - 1 / 450),
        (("11-20", "16:30"), 1.0, 1.7),
        (("11-22", "10:00"), 1.0, 1.7),
        (("11-23", "14:20"), 1.0, 1.7 + 410 / 510),
        # Paused since 14:20: nothing is added.
        (("11-24", "10:00"), 1.0, 1.7 + 410 / 510),
    ],
)
def test_counts_what_is_used(now: tuple[str, str], whole: float, exact: float) -> None:
    written = ["start 11-19 10:03", "pause 11-23 14:20"]
    assert used(written, at(*now), "whole_days") == whole
    assert used(written, at(*now), "exact") == pytest.approx(exact)


def test_follows_a_case_from_acceptance_to_its_due_date() -> None:
    """Accepted on Thursday 19 November 10:03; asked on Monday, back on Tuesday."""
    written = ["start 11-19 10:03", "pause 11-23 14:20"]
    monday = at("11-23", "14:20")
    assert used(written, monday, "whole_days") == 1
    assert (
        clock.due_at(ticks(*written), CALENDAR, counting="whole_days", total=FIVE_DAYS)
        is None
    )
    assert clock.state(ticks(*written)) is clock.ClockState.PAUSED
    resumed = ticks(*written, "resume 11-24 10:41")
    end = clock.due_at(resumed, CALENDAR, counting="whole_days", total=FIVE_DAYS)
    assert local(end) == "11-30 16:00"
    left = clock.remaining(
        resumed,
        CALENDAR,
        counting="whole_days",
        total=FIVE_DAYS,
        now=at("11-25", "17:00"),
    )
    assert left == 3.0
    assert end is not None
    assert local(clock.remind_at(end, CALENDAR, Span.parse("1 wd"))) == "11-27 16:30"


def test_takes_a_decision_at_the_due_minute_as_in_time() -> None:
    end = at("11-26", "16:00")
    assert not clock.is_overdue(end, at("11-26", "16:00"))
    assert clock.is_overdue(end, at("11-26", "16:01"))
    assert not clock.is_overdue(None, at("11-26", "16:01"))


def test_knows_the_pauses_and_their_reasons() -> None:
    written = ticks("start 11-19 10:03", "pause 11-23 14:20", "resume 11-24 10:41")
    (pause,) = clock.pauses(written, at("11-25"))
    assert (pause.start, pause.end) == (at("11-23", "14:20"), at("11-24", "10:41"))
    assert pause.reason == "correction"
    (open_pause,) = clock.pauses(written, at("11-24", "08:00"))
    assert open_pause.end == at("11-24", "08:00")


def test_counts_the_gross_time_with_its_pauses() -> None:
    written = ticks("start 11-19 07:30", "pause 11-20 07:30", "resume 11-23 16:00")
    assert clock.gross(written, CALENDAR, now=at("11-24", "16:00")) == 4.0
    stopped = [*written, *ticks("stop 11-24 16:00")]
    assert clock.gross(stopped, CALENDAR, now=at("12-30")) == 4.0
    assert clock.gross_time(stopped, now=at("12-30")).days == 5


def test_has_no_time_before_it_starts() -> None:
    assert clock.elapsed([], CALENDAR, counting="exact", now=at("11-19")) == 0
    assert clock.gross([], CALENDAR, now=at("11-19")) == 0
    assert clock.due_at([], CALENDAR, counting="exact", total=FIVE_DAYS) is None
    assert clock.state([]) is clock.ClockState.NOT_STARTED


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ([], True),
        (["start 11-19 10:00", "pause 11-20 10:00", "stop 11-21 10:00"], True),
        (["pause 11-19 10:00"], False),
        (["start 11-19 10:00", "resume 11-20 10:00"], False),
        (["start 11-19 10:00", "stop 11-20 10:00", "resume 11-21 10:00"], False),
        (["start 11-19 10:00", "pause 11-18 10:00"], False),
    ],
)
def test_knows_which_ticks_can_follow(written: list[str], right: bool) -> None:
    assert clock.is_well_formed(ticks(*written)) is right


class TestStepsAndAgencies:
    ticks: ClassVar[list[Tick]] = ticks(
        "start 11-19 07:30", "pause 11-20 07:30", "resume 11-23 07:30"
    )
    calendars: ClassVar[dict[str, WorkingCalendar]] = {
        "ptsp": CALENDAR,
        "police": POLICE,
    }

    def work(
        self, agency: str, opened: datetime, decided: datetime | None = None
    ) -> Work:
        return Work("review", agency, opened, decided)

    def test_stops_a_steps_clock_with_the_cases(self) -> None:
        work = self.work("ptsp", at("11-19", "07:30"), at("11-24", "07:30"))
        # Thursday and Monday; the correction took the Friday.
        now = at("11-25")
        assert step_days(work, self.ticks, CALENDAR, now=now) == 2.0

    def test_pushes_a_steps_due_date_by_the_pause(self) -> None:
        work = self.work("ptsp", at("11-19", "11:45"))
        within = Span.parse("1 wd")
        monday = at("11-23", "08:00")
        end = step_due_at(work, self.ticks, CALENDAR, within=within, now=monday)
        assert local(end) == "11-23 11:45"
        hours = Span.parse("4 wh")
        end = step_due_at(work, self.ticks, CALENDAR, within=hours, now=monday)
        assert local(end) == "11-19 15:45"  # over before the pause began

    def test_does_not_push_a_step_that_opened_after_the_pause(self) -> None:
        work = self.work("ptsp", at("11-23", "11:45"))
        within = Span.parse("1 wd")
        end = step_due_at(
            work, self.ticks, CALENDAR, within=within, now=at("11-23", "12:00")
        )
        assert local(end) == "11-24 11:45"

    def test_counts_parallel_steps_of_an_agency_once(self) -> None:
        works = [
            self.work("ptsp", at("11-23", "07:30"), at("11-24", "16:00")),
            self.work("ptsp", at("11-24", "07:30"), at("11-25", "16:00")),
            self.work("police", at("11-23", "07:30"), at("11-23", "16:00")),
        ]
        found = agency_days(works, self.ticks, self.calendars, now=at("11-30"))
        assert found == {"ptsp": 3.0, "police": 1.0}
