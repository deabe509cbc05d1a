"""What a picture is made of: boxes with three texts, and the words around them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from satupintu.catalogue.procedure import HUMAN, Steps, ends
from satupintu.catalogue.schema import StepKind

#: Names of the two boxes that are no steps; a step's name holds no colon.
START = ":start"
END = ":end"


class Look(StrEnum):
    """Who acts in a box; each has its colours."""

    YOU = "you"
    OFFICER = "officer"
    AUTOMATIC = "automatic"
    ISSUED = "issued"


class Place(StrEnum):
    """Where a case stands with a box; each has its own mark."""

    DONE = "done"
    NOW = "now"
    WAITING = "waiting"
    SKIPPED = "skipped"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Box:
    """One box: who does what, and how long it takes. No place: no case is shown.

    `returns` marks the box from which an incomplete application goes back.
    """

    name: str
    who: str
    what: str
    time: str = ""
    look: Look = Look.OFFICER
    needs: tuple[str, ...] = ()
    place: Place | None = None
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words around the boxes, in the reader's language.

    `flow`, `together` and `then` are templates for `str.format`; what they must
    hold stands behind them.
    """

    flow: str  # {steps}, for example "The way of your application: {steps}"
    together: str  # {steps}, for example "At the same time: {steps}"
    then: str  # {first} {next}, for example "{first}, then {next}"
    side_by_side: str  # a short label: "at the same time"
    returned: str  # a short label: "not complete"
    returned_sentence: str  # "An incomplete application comes back to you."
    places: Mapping[Place, str]  # "done", "now", "waiting for you", ...


def boxes_of(
    steps: Steps,
    *,
    start: Box,
    end: Box | None,
    who: Callable[[str], str],
    what: Callable[[str], str],
    time: Callable[[str], str],
    places: Mapping[str, Place] | None = None,
) -> list[Box]:
    """The boxes of a procedure, between the applicant's and the result's.

    `who`, `what` and `time` give a step's texts by its name. `places` says where
    a case stands, by step name or START or END; without it, no case is shown.
    """
    places = places or {}
    boxes = [_named(start, START, (), places)]
    for name, step in steps.items():
        boxes.append(
            Box(
                name=name,
                who=who(name),
                what=what(name),
                time=time(name),
                look=_look_of(step.kind),
                needs=tuple(step.needs) or (START,),
                place=places.get(name),
                returns=step.kind is StepKind.INTAKE,
            )
        )
    if end is not None:
        boxes.append(_named(end, END, ends(steps) or (START,), places))
    return boxes


def _named(
    box: Box, name: str, needs: Iterable[str], places: Mapping[str, Place]
) -> Box:
    return Box(
        name=name,
        who=box.who,
        what=box.what,
        time=box.time,
        look=box.look,
        needs=tuple(needs),
        place=places.get(name, box.place),
    )


def _look_of(kind: StepKind) -> Look:
    if kind is StepKind.PAYMENT:
        return Look.YOU
    return Look.OFFICER if kind in HUMAN else Look.AUTOMATIC
