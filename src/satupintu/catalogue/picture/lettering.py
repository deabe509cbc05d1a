"""How wide a text is, and how it breaks into lines that fit.

A server has no font at hand, so widths come from a table: the advance widths of
Noto Sans in thousandths of the font size. Readers' own fonts differ, therefore
the margin.
"""

import re
import unicodedata
from collections.abc import Callable

#: Room for wider fonts than Noto Sans (DejaVu Sans is about 5% wider).
MARGIN = 1.05

#: Advance widths of the characters from space to tilde.
# fmt: off
_REGULAR = (
    260, 269, 408, 646, 572, 831, 732, 225, 300, 300, 551, 572, 268, 322, 268, 372, 572,
    572, 572, 572, 572, 572, 572, 572, 572, 572, 268, 268, 572, 572, 572, 434, 899, 639,
    650, 632, 730, 556, 519, 728, 741, 339, 273, 619, 524, 907, 760, 781, 605, 781, 622,
    549, 556, 731, 600, 930, 586, 566, 572, 329, 372, 329, 572, 444, 281, 561, 615, 480,
    615, 564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605, 615, 615, 413, 479, 361,
    618, 508, 786, 529, 510, 470, 380, 551, 380, 572,
)
# fmt: on
# fmt: off
_BOLD = (
    260, 286, 472, 646, 572, 901, 750, 266, 339, 339, 545, 572, 285, 322, 285, 413, 572,
    572, 572, 572, 572, 572, 572, 572, 572, 572, 285, 285, 572, 572, 572, 477, 897, 690,
    672, 637, 740, 560, 549, 724, 765, 389, 331, 664, 565, 943, 813, 796, 628, 796, 660,
    551, 579, 756, 650, 967, 667, 624, 579, 331, 413, 331, 572, 411, 362, 604, 633, 514,
    633, 591, 387, 633, 657, 305, 305, 620, 305, 982, 657, 619, 633, 633, 454, 497, 434,
    657, 569, 856, 578, 569, 488, 394, 551, 394, 572,
)
# fmt: on
_OTHER = 0.65
_WIDE = 1.0
_KHMER = (0.74, 0.79)  # a letter with what is stacked on it; bold
_COENG = "\u17d2"  # joins the next Khmer consonant under the one before
_BREAKS = " \u200b"
_LEAST_PIECE = 3  # letters on either side of a break
_SPACES = re.compile(r"[ \n\t]+")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How many units a text takes at most, at this font size."""
    table = _BOLD if bold else _REGULAR
    units = 0.0
    before = ""
    for char in text:
        units += 0.0 if before == _COENG else _char_width(char, table)
        before = char
    return units * size * MARGIN


def is_tall(text: str) -> bool:
    """Whether the script stacks marks above and below and needs higher lines."""
    return any("\u1780" <= char <= "\u17ff" for char in text)


def wrap(
    text: str, room: float, size: float, lines: int, *, bold: bool = False
) -> tuple[list[str], bool]:
    """The text in at most so many lines, and whether something was left out.

    A word that is wider than the room is broken; what does not fit in the last
    line is replaced by an ellipsis.
    """

    def fits(line: str) -> bool:
        return width(line.rstrip(_BREAKS), size, bold=bold) <= room

    broken = [""]
    for word in _words(text):
        for piece in _pieces(word, fits):
            if broken[-1] and not fits(broken[-1] + piece):
                broken.append("")
            broken[-1] += piece
    found = [line.strip(_BREAKS) for line in broken]
    if len(found) <= lines:
        return found, False
    last = found[lines - 1]
    while last and not fits(last + "…"):
        last = "".join(_clusters(last)[:-1])
    return [*found[: lines - 1], last.rstrip(" ,.-") + "…"], True


def _pieces(word: str, fits: Callable[[str], bool]) -> list[str]:
    """A word, broken where it has to be; a hyphen shows it where it is usual."""
    hyphen = "" if is_tall(word) else "-"
    found: list[str] = []
    rest = _clusters(word)
    while not fits("".join(rest)) and len(rest) > 2 * _LEAST_PIECE:
        count = len(rest) - _LEAST_PIECE
        while count > 1 and not fits("".join(rest[:count]) + hyphen):
            count -= 1
        found.append("".join(rest[:count]) + hyphen)
        rest = rest[count:]
    return [*found, "".join(rest)]


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the widest piece that would have to be broken."""
    return max((width(w.strip(), size, bold=bold) for w in _words(text)), default=0.0)


def _words(text: str) -> list[str]:
    """Pieces that end where a line may break: space, hyphen, slash, or ZWSP."""
    plain = _SPACES.sub(" ", text.strip())
    return re.findall(r"[^ \u200b/-]*[ \u200b/-]*", plain)[:-1]


def _clusters(text: str) -> list[str]:
    """Letters with the marks that belong to them."""
    found: list[str] = []
    for char in text:
        is_mark = unicodedata.category(char).startswith("M")
        if found and (is_mark or found[-1][-1] == _COENG):
            found[-1] += char
        else:
            found.append(char)
    return found


def _char_width(char: str, table: tuple[int, ...]) -> float:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if "\u1780" <= char <= "\u17ff":
        letter = _KHMER[table is _BOLD]
        return letter / 2 if category == "Mc" else letter
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    code = ord(unicodedata.normalize("NFD", char)[0]) - ord(" ")
    return table[code] / 1000 if 0 <= code < len(table) else _OTHER
