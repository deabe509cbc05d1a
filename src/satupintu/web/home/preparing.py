"""What to lay ready on the table before the officer comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.kernel.localized import text
from satupintu.web.public import seen


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to lay ready: what, more about it, and when only in some cases."""

    title: str
    hint: str = ""
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A paper that a public register holds: nobody has to look for it."""

    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the pack says of the services at home, and what they ask for besides.

    `minutes` is the officer's time at the door, for all of them together.
    """

    minutes: int
    things: Sequence[Thing]
    sometimes: Sequence[Thing]
    fetched: Sequence[Fetched]

    @property
    def fetched_titles(self) -> str:
        return ", ".join(paper.title for paper in self.fetched)

    @property
    def sources(self) -> str:
        return ", ".join(dict.fromkeys(paper.source for paper in self.fetched))


def preparation(services: Sequence[Published], needs: Collection[str]) -> Preparation:
    """For a visit that files these services, for somebody with these needs.

    Every paper stands in it once: what is to be laid ready for one service is not
    said to be unnecessary because of another, or because a register holds it, too.
    """
    rules = catalogue.home_visits()
    minutes = sum(need.minutes for need in rules.needs if need.code in needs)
    said: dict[str, Thing] = {}
    sometimes: dict[str, Thing] = {}
    fetched: dict[str, Fetched] = {}
    named = {code for each in services for code in rules.service(each.code).prepares}
    for published in services:
        at_home = rules.service(published.code)
        minutes += at_home.minutes
        for words in at_home.prepare:
            said.setdefault(text(words), Thing(text(words)))
        for need in seen.needs(published).all:
            title = text(need.title)
            if need.fact.paper in named:
                continue  # in the words of the pack above
            if need.source and need.only_if:
                continue  # whoever needs it has nothing to do
            if need.source:
                fetched.setdefault(title, Fetched(title, need.source))
            elif need.only_if:
                hint = text(need.hint) if need.hint else ""
                sometimes.setdefault(title, Thing(title, hint, need.only_if))
            else:
                hint = text(need.hint) if need.hint else ""
                said.setdefault(title, Thing(title, hint))
    return Preparation(
        minutes=minutes,
        things=list(said.values()),
        sometimes=[sometimes[title] for title in sometimes if title not in said],
        fetched=list(fetched.values()),
    )


def published_of(codes: Sequence[str], rules: HomeVisits) -> list[Published]:
    """The services of a visit that the pack still has and still does at home."""
    at_home = {service.service for service in rules.services}
    every = {published.code: published for published in catalogue.services()}
    return [every[code] for code in codes if code in every and code in at_home]
