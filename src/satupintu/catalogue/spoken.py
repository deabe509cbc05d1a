"""Which clips a call is made of, in order. Pure.

A clip is named by what it stands for: a letter (`A`), a digit (`7`), a whole
number (`12`, `30`, `200`) or a word of the phrase (`please-go-to-counter`). Whole
numbers are put together from the largest: 128 is `100`, `20`, `8`. A language in
which that is wrong brings clips of its own (`21`), which are taken first.
"""

from __future__ import annotations

import re

from satupintu.catalogue.schema_mall import Speech

NUMBER, COUNTER = "{number}", "{counter}"
SLOTS = (NUMBER, COUNTER)
_PARTS = re.compile(r"[A-Z]|\d+")


def clips_of(speech: Speech, *, number: str, counter: str) -> list[str]:
    """The names of the clips that call `number` (`A-012`) to `counter` (`12`)."""
    filled = {
        NUMBER: number_clips(speech, number),
        COUNTER: counter_clips(speech, counter),
    }
    return [clip for word in speech.phrase for clip in filled.get(word, [word])]


def number_clips(speech: Speech, number: str) -> list[str]:
    """A visitor's number: digit by digit, or as a whole number."""
    clips: list[str] = []
    for part in _PARTS.findall(number.upper()):
        if part.isdigit() and speech.digits == "number":
            clips += whole(speech, int(part))
        else:
            clips += part
    return clips


def counter_clips(speech: Speech, counter: str) -> list[str]:
    """A counter: as a whole number where its clips are there, else by digits."""
    clips: list[str] = []
    for part in _PARTS.findall(counter.upper()):
        if not part.isdigit():
            clips.append(part)
            continue
        spoken = whole(speech, int(part))
        clips += spoken if all(clip in speech.clips for clip in spoken) else part
    return clips


def whole(speech: Speech, value: int) -> list[str]:
    """The clips of a whole number, whether they are there or not."""
    if str(value) in speech.clips or value < 20:
        return [str(value)]
    step = 10 ** (len(str(value)) - 1)
    rest = value % step
    return [str(value - rest), *(whole(speech, rest) if rest else [])]
