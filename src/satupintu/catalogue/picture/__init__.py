"""The procedure as a picture and as sentences. Pure: no Django, no language.

    boxes = boxes_of(steps, start=..., end=..., who=..., what=..., time=...)
    procedure_svg(boxes, words, "wide")     # for pages from 700 px on
    procedure_svg(boxes, words, "tall")     # for telephones
    procedure_list(boxes, words)            # for everybody who prefers to read

All texts are given by the caller in the reader's language. The SVG carries no
style and no ids, so that a strict content policy takes it and one page can hold
several.
"""

from satupintu.catalogue.picture.boxes import (
    END,
    START,
    Box,
    Look,
    Place,
    Words,
    boxes_of,
)
from satupintu.catalogue.picture.drawing import Orientation, procedure_svg
from satupintu.catalogue.picture.sentences import procedure_list

__all__ = [
    "END",
    "START",
    "Box",
    "Look",
    "Orientation",
    "Place",
    "Words",
    "boxes_of",
    "procedure_list",
    "procedure_svg",
]
