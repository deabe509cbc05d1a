"""The picture as one SVG element."""

from collections.abc import Sequence
from html import escape
from typing import Literal

from satupintu.catalogue.picture import ink
from satupintu.catalogue.picture.boxes import Box, Words
from satupintu.catalogue.picture.sentences import aria_label
from satupintu.catalogue.picture.tall import draw_tall
from satupintu.catalogue.picture.wide import draw_wide

Orientation = Literal["wide", "tall"]


def procedure_svg(
    boxes: Sequence[Box], words: Words, orientation: Orientation = "wide"
) -> str:
    """The procedure as `<svg class="wide">` or `<svg class="tall">`.

    Stands in a page or alone in a file. Its texts never leave their boxes: they
    are wrapped, and what is too long is cut and kept whole in a `<title>`.
    """
    draw = draw_wide if orientation == "wide" else draw_tall
    width, height, content = draw(boxes, words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{orientation}" '
        f'viewBox="0 0 {ink.n(width)} {ink.n(height)}" role="img" '
        f'font-family="{ink.FONT}" aria-label="{escape(aria_label(boxes, words))}">'
        f"{content}</svg>"
    )
