"""The procedure for people who listen: one sentence for each stage."""

from collections.abc import Sequence
from functools import reduce

from satupintu.catalogue.picture.boxes import Box, Words
from satupintu.catalogue.picture.layers import stages


def procedure_list(boxes: Sequence[Box], words: Words) -> list[str]:
    """The same as the picture, in the order of work, with the case's place."""
    by_name = {box.name: box for box in boxes}
    found: list[str] = []
    for branches in stages({box.name: box.needs for box in boxes}):
        sentences = [
            reduce(
                lambda first, after: words.then.format(first=first, next=after),
                (_sentence(by_name[name], words) for name in branch),
            )
            for branch in branches
        ]
        text = "; ".join(sentences)
        found.append(words.together.format(steps=text) if len(sentences) > 1 else text)
    return found


def aria_label(boxes: Sequence[Box], words: Words) -> str:
    """The whole picture in one text."""
    steps = ". ".join(procedure_list(boxes, words)) + "."
    label = words.flow.format(steps=steps)
    if any(box.returns for box in boxes):
        label = f"{label} {words.returned_sentence}"
    return label


def _sentence(box: Box, words: Words) -> str:
    text = f"{box.who}: {box.what}" if box.who else box.what
    remarks = [
        remark
        for remark in (box.time, words.places[box.place] if box.place else "")
        if remark
    ]
    return f"{text} ({', '.join(remarks)})" if remarks else text
