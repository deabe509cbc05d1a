"""Checks of how calls are spoken: the phrase, and a clip for all that is said."""

from __future__ import annotations

from collections.abc import Iterator

from satupintu.catalogue import spoken
from satupintu.catalogue.schema_mall import Mall, Speech
from satupintu.catalogue.source import Path_

Said = tuple[Path_, str, str]


def check_speech(mall: Mall, speech: Speech) -> Iterator[Said]:
    """What is wrong with one language of the calls; paths begin at it."""
    if speech.language not in mall.kiosk.languages:
        yield (
            ("language",),
            f"“{speech.language}” is no language of the kiosk.",
            f"Use one of: {', '.join(mall.kiosk.languages)}.",
        )
    yield from _phrase(speech)
    missing = sorted(_needed(mall, speech) - set(speech.clips), key=_order)
    if missing:
        yield (
            ("clips",),
            f"There is no clip for {', '.join(missing)}, which numbers and counters "
            "are written with.",
            "Add a clip named by it, and write what it says.",
        )
    for name, text in speech.clips.items():
        if not text.strip():
            todo = "Write the words for the person who records it."
            yield ("clips", name), f"The clip “{name}” says nothing.", todo


def _phrase(speech: Speech) -> Iterator[Said]:
    for index, word in enumerate(speech.phrase):
        if word not in speech.clips and word not in spoken.SLOTS:
            yield (
                ("phrase", index),
                f"The phrase names the clip “{word}”, which is not there.",
                f"Add it to the clips, or use {' or '.join(spoken.SLOTS)}.",
            )
    for slot in spoken.SLOTS:
        if slot not in speech.phrase:
            yield ("phrase",), f"The phrase does not say {slot}.", "Add it."


def _needed(mall: Mall, speech: Speech) -> set[str]:
    """The clips of every number and counter that can be called."""
    needed = {letter for queue in mall.queues for letter in queue.prefix}
    if speech.digits == "single":
        needed |= set("0123456789")
    else:
        for value in range(1, 10**mall.digits):
            needed.update(spoken.whole(speech, value))
    for counter in mall.counters:
        needed.update(spoken.counter_clips(speech, counter.label))
    return needed


def _order(clip: str) -> tuple[int, str]:
    """Digits and numbers by their value, before letters."""
    return (int(clip), "") if clip.isdigit() else (10**9, clip)
