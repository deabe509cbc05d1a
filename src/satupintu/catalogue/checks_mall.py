"""Checks of the malls of a pack: codes, what they name, hours, languages."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from itertools import combinations

from babel import Locale, UnknownLocaleError

from satupintu.catalogue.checks_booking import check_booking
from satupintu.catalogue.checks_hours import check_hours
from satupintu.catalogue.checks_speech import check_speech
from satupintu.catalogue.checks_texts import missing_languages
from satupintu.catalogue.faults import Fault
from satupintu.catalogue.loader import LoadedPack
from satupintu.catalogue.schema import Pack
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.catalogue.source import Path_

Said = tuple[Path_, str, str]
#: Where a code is named, of what kind, and the code.
Named = tuple[Path_, str, str]

#: Letters that are heard as one another over a loudspeaker, in most languages.
_SOUND_ALIKE = ("BCDEGPT", "MN", "FS")
#: Letters that are read as digits.
_LOOK_ALIKE = {"I": "1", "O": "0"}


def check_malls(loaded: LoadedPack) -> Iterator[Fault]:
    """What is wrong with the malls; look-alikes are only warned of."""
    pack = loaded.pack
    services = {item.service.code for item in loaded.services}
    for path, sentence, todo in _twice(("malls",), [m.code for m in pack.malls]):
        yield loaded.fault(path, sentence, todo)
    for index, mall in enumerate(pack.malls):
        here: Path_ = ("malls", index)
        for path, sentence, todo in _faults(mall, pack, services):
            yield loaded.fault((*here, *path), sentence, todo)
        for path, sentence, todo in _advice(mall):
            found = loaded.fault((*here, *path), sentence, todo)
            yield Fault(found.file, found.line, sentence, todo, warning=True)


def _faults(mall: Mall, pack: Pack, services: set[str]) -> Iterator[Said]:
    yield from _codes(mall)
    yield from _names(mall, pack, services)
    yield from _served(mall)
    yield from _walks(mall)
    yield from _languages(mall, pack)
    yield from missing_languages(mall, mall.kiosk.languages, of="kiosk")
    yield from check_hours(mall)
    for index, queue in enumerate(mall.queues):
        yield from _numbers(mall, index, queue)
        for path, sentence, todo in check_booking(mall, queue):
            yield ("queues", index, *path), sentence, todo
    for index, speech in enumerate(mall.speech):
        for path, sentence, todo in check_speech(mall, speech):
            yield ("speech", index, *path), sentence, todo


def _codes(mall: Mall) -> Iterator[Said]:
    """What must be there only once in the mall."""
    lists: dict[str, Sequence[tuple[str, Sequence[str]]]] = {
        "zones": [
            ("code", [zone.code for zone in mall.zones]),
            ("label", [zone.label for zone in mall.zones]),
        ],
        "queues": [
            ("code", [queue.code for queue in mall.queues]),
            ("prefix", [queue.prefix for queue in mall.queues]),
        ],
        "counters": [
            ("code", [counter.code for counter in mall.counters]),
            ("label", [counter.label for counter in mall.counters]),
        ],
        "groups": [("code", [group.code for group in mall.groups])],
        "policies": [("code", [policy.code for policy in mall.policies])],
        "speech": [("language", [speech.language for speech in mall.speech])],
    }
    for part, columns in lists.items():
        for key, values in columns:
            yield from _twice((part,), values, key)
    errands = [
        (("queues", number, "errands", index, "code"), errand.code)
        for number, queue in enumerate(mall.queues)
        for index, errand in enumerate(queue.errands)
    ]
    yield from _twice_at(errands, "errands of the mall")


def _twice(where: Path_, values: Sequence[str], key: str = "code") -> Iterator[Said]:
    places = [((*where, index, key), value) for index, value in enumerate(values)]
    yield from _twice_at(places, str(where[-1]))


def _twice_at(places: Sequence[tuple[Path_, str]], where: str) -> Iterator[Said]:
    """One fault for each value that stands more than once, at its last place."""
    last = {value: path for path, value in places}
    for value, count in Tally(value for _, value in places).items():
        if count > 1:
            yield (
                last[value],
                f"“{value}” stands {count} times in the {where}.",
                "Give each its own, or take one out.",
            )


def _names(mall: Mall, pack: Pack, services: set[str]) -> Iterator[Said]:
    """Every code that is named must be there."""
    there = {
        "agency": [agency.code for agency in pack.agencies],
        "zone": [zone.code for zone in mall.zones],
        "policy": [policy.code for policy in mall.policies],
        "queue": [queue.code for queue in mall.queues],
        "service": sorted(services),
    }
    for path, kind, code in _named(mall):
        if code not in there[kind]:
            todo = f"Use one of: {', '.join(there[kind])}."
            yield path, f"There is no {kind} “{code}”.", todo


def _named(mall: Mall) -> Iterator[Named]:
    for index, queue in enumerate(mall.queues):
        yield from _named_by(("queues", index), queue)
    for index, counter in enumerate(mall.counters):
        here: Path_ = ("counters", index)
        yield (*here, "zone"), "zone", counter.zone
        yield from _each((*here, "queues"), "queue", counter.queues)
    for index, special in enumerate(mall.specials):
        yield from _each(("specials", index, "queues"), "queue", special.queues)
    for index, walk in enumerate(mall.walks):
        yield from _each(("walks", index, "between"), "zone", walk.between)


def _named_by(here: Path_, queue: Queue) -> Iterator[Named]:
    yield (*here, "agency"), "agency", queue.agency
    yield (*here, "zone"), "zone", queue.zone
    yield (*here, "policy"), "policy", queue.policy
    for number, errand in enumerate(queue.errands):
        if errand.service:
            yield (*here, "errands", number, "service"), "service", errand.service


def _each(path: Path_, kind: str, codes: Sequence[str]) -> Iterator[Named]:
    for number, code in enumerate(codes):
        yield (*path, number), kind, code


def _served(mall: Mall) -> Iterator[Said]:
    """Each queue has a counter, and a counter serves a queue only once."""
    served = {code for counter in mall.counters for code in counter.queues}
    for index, queue in enumerate(mall.queues):
        if queue.code not in served:
            yield (
                ("queues", index),
                f"No counter serves the queue “{queue.code}”.",
                "Name it in the `queues` of a counter, or take it out.",
            )
    for index, counter in enumerate(mall.counters):
        if len(set(counter.queues)) < len(counter.queues):
            yield (
                ("counters", index, "queues"),
                f"The counter “{counter.code}” names a queue twice.",
                "Name each once.",
            )


def _walks(mall: Mall) -> Iterator[Said]:
    seen: set[frozenset[str]] = set()
    for index, walk in enumerate(mall.walks):
        pair = frozenset(walk.between)
        path = ("walks", index, "between")
        if len(pair) == 1:
            yield path, "A walk leads from one zone to another.", "Name two zones."
        if pair in seen:
            named = " and ".join(walk.between)
            yield path, f"The walk between {named} stands twice.", "Keep one."
        seen.add(pair)


def _languages(mall: Mall, pack: Pack) -> Iterator[Said]:
    """The kiosk speaks every language of the pack, and perhaps more."""
    path: Path_ = ("kiosk", "languages")
    for index, code in enumerate(mall.kiosk.languages):
        if not _is_language(code):
            yield (
                (*path, index),
                f"“{code}” is not a language.",
                "Use the code of ISO 639, for example: id, en, km.",
            )
    missing = [code for code in pack.languages if code not in mall.kiosk.languages]
    if missing:
        yield (
            path,
            f"The kiosk lacks {', '.join(missing)}, a language of the pack.",
            "List every language of the pack; there may be more.",
        )
    yield from _twice_at([(path, c) for c in mall.kiosk.languages], "kiosk's languages")


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _numbers(mall: Mall, index: int, queue: Queue) -> Iterator[Said]:
    """A day's limit must fit into the digits of a number."""
    most = 10**mall.digits - 1
    if queue.limit and queue.limit > most:
        yield (
            ("queues", index, "limit"),
            f"{queue.limit} numbers a day do not fit into {mall.digits} digits.",
            f"Write {most} or less, or give the mall more `digits`.",
        )


def _advice(mall: Mall) -> Iterator[Said]:
    """What works, but makes people go to the wrong place."""
    for index, queue in enumerate(mall.queues):
        for letter in queue.prefix:
            if letter in _LOOK_ALIKE:
                yield (
                    ("queues", index, "prefix"),
                    f"The prefix {letter} looks like {_LOOK_ALIKE[letter]}.",
                    "Choose another letter.",
                )
    yield from _sounds(mall)
    yield from _elsewhere(mall)


def _sounds(mall: Mall) -> Iterator[Said]:
    for (_, first), (index, second) in combinations(enumerate(mall.queues), 2):
        if first.zone == second.zone and _alike(first.prefix, second.prefix):
            yield (
                ("queues", index, "prefix"),
                f"{first.prefix} and {second.prefix} sound alike, and both are "
                f"called in the zone “{second.zone}”.",
                "Choose another letter for one of them.",
            )


def _alike(one: str, other: str) -> bool:
    """Whether each letter is the same as, or heard as, that of the other."""
    return len(one) == len(other) and all(
        a == b or any(a in group and b in group for group in _SOUND_ALIKE)
        for a, b in zip(one, other, strict=True)
    )


def _elsewhere(mall: Mall) -> Iterator[Said]:
    """Those who wait in one zone do not hear a call in another."""
    zones = {queue.code: queue.zone for queue in mall.queues}
    for index, counter in enumerate(mall.counters):
        for number, code in enumerate(counter.queues):
            zone = zones.get(code, counter.zone)
            if zone != counter.zone:
                yield (
                    ("counters", index, "queues", number),
                    f"The counter “{counter.code}” calls in the zone "
                    f"“{counter.zone}”, but “{code}” waits in “{zone}”.",
                    "Let a counter serve queues of its own zone.",
                )
