"""Finding areas by what people write: misspelt, run together, inside an address. Pure.

Every stretch of up to four words is compared with every name, without spaces
(“Pulogadung” is “Pulo Gadung”). The more of what was written an area and those
around it explain, the better it fits: “Klender, Duren Sawit” means Klender, though
there is an area Duren Sawit too.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from satupintu.catalogue.areas.area import Area
from satupintu.kernel.plainly import plain

MAX_WORDS = 30
MAX_LETTERS = 300
LONGEST_NAME = 4  # words
ALIKE, WORTH_A_LOOK = 0.78, 0.4
SHORTEST_MISSPELT = 4  # letters; shorter ones must begin the name
HINT = 0.1
PARENT_WORTH = 0.95
LEAST = 0.1


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """An area and how well it fits: up to 1 if it explains all that was written."""

    area: Area
    score: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words `first` to before `last` of a query, run together."""

    first: int
    last: int
    letters: str

    def overlaps(self, other: _Stretch) -> bool:
        return self.first < other.last and other.first < self.last


@dataclass
class _Query:
    """What was written. `hints` are the words that mean a level, by their place."""

    words: list[str]
    hints: dict[int, int] = field(default_factory=dict)

    def letters(self, taken: Sequence[_Stretch]) -> int:
        """How many letters want explaining. A word for a level does not, unless it
        was taken as part of a name (there are places called “City Hill”)."""
        return sum(
            len(word)
            for place, word in enumerate(self.words)
            if place not in self.hints
            or any(stretch.first <= place < stretch.last for stretch in taken)
        )

    def stretches(self) -> Iterator[_Stretch]:
        for first in range(len(self.words)):
            for last in range(
                first + 1, min(first + LONGEST_NAME, len(self.words)) + 1
            ):
                yield _Stretch(first, last, "".join(self.words[first:last]))


Fit = tuple[float, _Stretch]  # likeness, and the words that are alike


class Finder:
    """An index over areas; `level_words` are words for levels (“kec” -> 1)."""

    def __init__(self, areas: Mapping[str, Area], level_words: Mapping[str, int]):
        self._areas = areas
        self._level_words = {plain(word): n for word, n in level_words.items()}
        self._names: list[tuple[str, str, int]] = []  # letters, code, trigrams
        self._by_trigram: dict[str, list[int]] = defaultdict(list)
        for area in areas.values():
            for name in {*area.name.values(), *area.also}:
                self._add(plain(name).replace(" ", ""), area.code)

    def find(
        self, words: str, *, limit: int, fits: Callable[[Area], bool]
    ) -> list[AreaMatch]:
        """The areas that fit, best first; none for words that resemble no name."""
        query = self._read(words[:MAX_LETTERS])
        if not query.words:
            return []
        alike = self._alike(query)
        found = [
            AreaMatch(area, round(self._score(query, alike, area), 4))
            for code in alike
            if fits(area := self._areas[code])
        ]
        good = [match for match in found if match.score >= LEAST]
        good.sort(key=lambda m: (-m.score, m.area.level, m.area.code))
        return good[:limit]

    def _add(self, letters: str, code: str) -> None:
        grams = _trigrams(letters)
        for gram in grams:
            self._by_trigram[gram].append(len(self._names))
        self._names.append((letters, code, len(grams)))

    def _read(self, words: str) -> _Query:
        written = plain(words).split()[:MAX_WORDS]
        levels = self._level_words
        hints = {n: levels[word] for n, word in enumerate(written) if word in levels}
        return _Query(written, hints)

    def _alike(self, query: _Query) -> dict[str, list[Fit]]:
        """By code: the stretches that look like one of its names."""
        found: dict[str, list[Fit]] = defaultdict(list)
        for stretch in query.stretches():
            grams = _trigrams(stretch.letters)
            shared = Counter(n for g in grams for n in self._by_trigram.get(g, ()))
            for number, count in shared.items():
                letters, code, size = self._names[number]
                if 2 * count >= WORTH_A_LOOK * (size + len(grams)):
                    likeness = _likeness(stretch.letters, letters)
                else:
                    likeness = _beginning(stretch.letters, letters)
                if likeness:
                    found[code].append((likeness, stretch))
        return found

    def _score(
        self, query: _Query, alike: Mapping[str, list[Fit]], area: Area
    ) -> float:
        """The share of the letters that the area and those around it explain."""
        best = 0.0
        for likeness, own in alike[area.code]:
            score = likeness * len(own.letters)
            taken = [own]
            for outer in self._around(area):
                fit = _best_free(alike.get(outer.code, []), taken)
                if fit:
                    score += PARENT_WORTH * fit[0] * len(fit[1].letters)
                    taken.append(fit[1])
            hint = query.hints.get(own.first - 1)
            share = score / max(query.letters(taken), 1)
            if hint is not None:
                share += HINT if hint == area.level else -HINT
            best = max(best, share)
        return best

    def _around(self, area: Area) -> Iterator[Area]:
        parent = self._areas.get(area.parent)
        while parent is not None:
            yield parent
            parent = self._areas.get(parent.parent)


def _best_free(fits: list[Fit], taken: list[_Stretch]) -> Fit | None:
    free = [fit for fit in fits if not any(fit[1].overlaps(own) for own in taken)]
    return max(free, key=lambda fit: fit[0] * len(fit[1].letters), default=None)


def _trigrams(letters: str) -> set[str]:
    """Three letters at a time; the beginning counts twice."""
    padded = f"  {letters} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _likeness(written: str, name: str) -> float:
    """1 if equal, less if only alike, 0 if not."""
    if written == name:
        return 1.0
    if len(written) < SHORTEST_MISSPELT:
        return _beginning(written, name)
    ratio = difflib.SequenceMatcher(None, written, name, autojunk=False).ratio()
    return max(ratio**2 if ratio >= ALIKE else 0.0, _beginning(written, name))


def _beginning(written: str, name: str) -> float:
    """How much of the name has been typed so far; 0 if it begins otherwise."""
    if len(written) < 2 or not name.startswith(written):
        return 0.0
    return 0.5 + 0.4 * len(written) / len(name)
