"""What holds for every valid procedure, whatever people decide."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from hypothesis import assume, given, strategies as st

from satupintu.cases.rules import (
    Outcome,
    Record,
    State,
    asking,
    cancel,
    critical_path,
    latest,
    may_decide,
    next_round,
    outcomes_of,
    ready,
    reopen,
    send_back,
    send_back_to,
    to_skip,
    verdict,
)
from satupintu.catalogue.procedure import Steps, after, before, eyes_of
from satupintu.catalogue.tests.procedures import procedures

#: After so many times back, a played officer decides. People do so too.
PATIENCE = 4
BACK = (Outcome.RETURN, Outcome.SEND_BACK)
OFFICERS = [UUID(int=n) for n in range(1, 12)]


class Play:
    """A case played by chance: opens, skips, decides, answers, until it ends."""

    def __init__(self, steps: Steps, asked: set[str], data: st.DataObject) -> None:
        self.steps = steps
        self.asked = asked
        self.data = data
        self.history: list[Record] = []
        self.times_back = 0
        self.open_steps()

    def applies(self, name: str) -> bool:
        return name in self.asked

    def open_steps(self) -> None:
        for name in to_skip(self.steps, self.applies, self.history):
            self.settle(name, State.SKIPPED)
        for name in ready(self.steps, self.applies, self.history):
            last = latest(self.history).get(name)
            assert last is None or last.state in (State.CANCELLED, State.SKIPPED)
            self.append(name, State.OPEN)
        assert ready(self.steps, self.applies, self.history) == []
        assert to_skip(self.steps, self.applies, self.history) == []

    def append(self, name: str, state: State) -> None:
        self.history.append(Record(name, next_round(name, self.history), state))

    def settle(self, name: str, state: State, outcome: str = "") -> None:
        """Decide the open round, or write a new one for a skip."""
        last = latest(self.history).get(name)
        if last is None or last.state is not State.OPEN:
            self.append(name, state)
            return
        by = self.decider(name) if outcome else None
        at = self.history.index(last)
        self.history[at] = replace(last, state=state, outcome=outcome, by=by)

    def decider(self, name: str) -> UUID:
        able = [
            who for who in OFFICERS if may_decide(self.steps, name, who, self.history)
        ]
        assume(able)
        return self.data.draw(st.sampled_from(able))

    @property
    def open(self) -> list[str]:
        last = latest(self.history)
        return [n for n in self.steps if n in last and last[n].state is State.OPEN]

    def decide(self) -> None:
        name = self.data.draw(st.sampled_from(self.open))
        choices = list(outcomes_of(self.steps[name]))
        if not send_back_to(self.steps, self.applies, self.history, name):
            choices = [c for c in choices if c != Outcome.SEND_BACK]
        if self.times_back >= PATIENCE:
            choices = [c for c in choices if c not in BACK]
        outcome = self.data.draw(st.sampled_from(choices))
        self.times_back += outcome in BACK
        before_it = work(self.history)
        self.settle(name, State.DONE, outcome)
        touched = {name}
        if outcome == Outcome.SEND_BACK:
            touched = self.send_back(name)
        kept = {k: v for k, v in before_it.items() if k not in touched}
        assert kept.items() <= work(self.history).items()

    def send_back(self, approval: str) -> set[str]:
        choices = send_back_to(self.steps, self.applies, self.history, approval)
        named = self.data.draw(
            st.lists(st.sampled_from(choices), min_size=1, unique=True)
        )
        names = send_back(self.steps, self.history, approval, named)
        allowed = {approval, *named}.union(*(after(self.steps, n) for n in named))
        assert set(names) <= allowed & (before(self.steps, approval) | {approval})
        self.history = cancel(self.history, names)
        return set(names)

    def answer(self) -> None:
        """The applicant answers; conditions may come out differently after it."""
        kept = work(self.history)
        self.asked = self.data.draw(st.sets(st.sampled_from(sorted(self.steps))))
        for name in reopen(self.steps, self.applies, self.history):
            self.append(name, State.OPEN)
        assert kept.items() <= work(self.history).items()

    def step(self) -> None:
        if self.open and (not self.waits or self.data.draw(st.booleans())):
            self.decide()
        else:
            assert self.waits, "nobody can do anything, and the case has not ended"
            self.answer()
        if self.verdict is None:
            self.open_steps()

    @property
    def waits(self) -> bool:
        return bool(asking(self.steps, self.history))

    @property
    def verdict(self) -> str | None:
        return verdict(self.steps, self.applies, self.history)


def work(history: list[Record]) -> dict[str, Record]:
    """What has been decided for good, so far."""
    return {
        name: record
        for name, record in latest(history).items()
        if record.state is State.DONE and record.outcome not in BACK
    }


@given(procedures(), st.data())
def test_every_case_ends_and_loses_no_work(steps: Steps, data: st.DataObject) -> None:
    asked = data.draw(st.sets(st.sampled_from(sorted(steps))))
    play = Play(steps, asked, data)
    # A round of each step, once more for each time that somebody went back.
    for _ in range(3 * len(steps) * (PATIENCE + 2)):
        if play.verdict:
            break
        play.step()
    assert play.verdict in ("granted", "refused")
    assert ready(steps, play.applies, play.history) == []
    assert_rounds_in_order(play.history)
    assert_four_eyes(steps, play.history)


def assert_rounds_in_order(history: list[Record]) -> None:
    for name in {record.step for record in history}:
        rounds = [record.round for record in history if record.step == name]
        assert rounds == list(range(1, len(rounds) + 1))


def assert_four_eyes(steps: Steps, history: list[Record]) -> None:
    for record in history:
        if record.state is not State.DONE or record.by is None:
            continue
        eyes = eyes_of(steps, record.step)
        assert not any(r.by == record.by for r in history if r.step in eyes)


@given(procedures(), st.booleans())
def test_a_condition_never_blocks(steps: Steps, value: bool) -> None:
    history: list[Record] = []
    positive = ("accept", "pass", "paid", "approve")
    for _ in range(len(steps)):
        for name in ready(steps, lambda _: value, history):
            outcome = next(o for o in outcomes_of(steps[name]) if o in positive)
            history.append(Record(name, 1, State.DONE, outcome))
    assert verdict(steps, lambda _: value, history) == "granted"


durations = st.floats(0, 30, allow_nan=False)


@given(procedures(), st.data())
def test_the_longest_way_adds_up(steps: Steps, data: st.DataObject) -> None:
    days: Mapping[str, float] = {name: data.draw(durations) for name in steps}
    forecast = critical_path(steps, lambda _: True, days)
    assert abs(forecast.days - sum(days[name] for name in forecast.path)) < 1e-6
    for earlier, later in zip(forecast.path, forecast.path[1:], strict=False):
        assert earlier in before(steps, later)
    for name, step in steps.items():
        start = max((forecast.done_in[n] for n in step.needs), default=0.0)
        assert forecast.done_in[name] >= start
