"""Is this file what it says, and safe to hand to an officer? Pure: bytes in.

Found out by content, never by the name alone, and by really opening it: Pillow
reads images (within a limit of pixels), pypdf reads PDFs, of which encrypted and
active ones (JavaScript, launch actions, XFA) are refused.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from satupintu.kernel.errors import Invalid

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
}
MEGABYTE = 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_NAME = 120
# A long scan has a few hundred; with this many a check takes a second or two.
_MAX_OBJECTS = 20_000
_ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA"}
_ACTIVE_TYPES = ("/JavaScript", "/Launch")
_SUFFIXES = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "jpe": "jpg", "png": "png"}
_FORMATS = {"jpg": "JPEG", "png": "PNG"}
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe)\b", re.I)
_HEAD = 1024
_UNWANTED = re.compile(r'[<>:"/\\|?*]+')

# Pillow's own guard: it warns above this and refuses above twice as much, so that
# no code path of this process decodes an image bomb.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class Unfit(Invalid):
    """The file cannot be taken; the sentence says why and what to do."""

    code = "unfit_file"


@dataclass(frozen=True, slots=True)
class Checked:
    """`kind` is pdf, jpg or png; `name` is safe to show and to offer as a name."""

    name: str
    kind: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def check(*, name: str, data: bytes, types: Sequence[str], max_mb: int) -> Checked:
    """Refuse (`Unfit`) what is empty, too big, of another type, broken or active.

    `types` are the kinds that are allowed here, of pdf, jpg and png.
    """
    if not data:
        raise Unfit(_("The file is empty. Choose another file."))
    if len(data) > max_mb * MEGABYTE:
        raise Unfit(
            _("The file is larger than %(max)s MB. Make it smaller and try again."),
            max=max_mb,
        )
    kind = _kind(data)
    if kind not in types:
        raise Unfit(
            _("The file is not a %(types)s. Choose a file of one of these types."),
            types=", ".join(allowed.upper() for allowed in types),
        )
    clean = clean_name(name, kind)
    if _MARKUP.search(data[:_HEAD]):
        raise Unfit(_("The file hides a web page. Save or scan it again."))
    if kind == "pdf":
        _open_pdf(data)
    else:
        _open_image(data, kind)
    return Checked(name=clean, kind=kind)


def clean_name(name: str, kind: str) -> str:
    """The last part of a name without what file systems and eyes trip over.

    A name that claims another type than the content is refused (`Unfit`).
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Control and format characters: NUL, line ends, right-to-left overrides.
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = _UNWANTED.sub(" ", name)
    stem, dot, suffix = " ".join(name.split()).rstrip(" .").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    if suffix and _SUFFIXES.get(suffix.lower()) != kind:
        raise Unfit(
            _(
                "The name ends in “.%(suffix)s”, but the file is a %(kind)s. "
                "Save it again with the right ending."
            ),
            suffix=suffix[:10],
            kind=kind.upper(),
        )
    suffix = suffix.lower() or kind
    stem = stem.strip(" .")[: MAX_NAME - len(suffix) - 1].strip(" .") or "file"
    return f"{stem}.{suffix}"


def _kind(data: bytes) -> str:
    guessed = filetype.guess(data)
    found = _SUFFIXES.get(guessed.extension, "") if guessed else ""
    # Readers accept a PDF header anywhere in the first kilobyte; that is how a file
    # can be two things at once. Here it has to come first.
    return "" if found == "pdf" and not data.startswith(b"%PDF-") else found


def _open_image(data: bytes, kind: str) -> None:
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.verify()
        if kind == "jpg":
            _decode_small(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit(
            _("The picture has too many pixels. Make it smaller and try again.")
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Unfit(
            _("The picture is damaged and cannot be opened. Take or scan it again.")
        ) from None


def _decode_small(data: bytes) -> None:
    # `verify` hardly reads a JPEG; decoding at an eighth is cheap and finds a
    # truncated one. For a PNG `verify` checks the sum of every chunk.
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()


def _open_pdf(data: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(data))
        encrypted = reader.is_encrypted
        active = not encrypted and any(_is_active(o) for o in _objects(reader))
        pages = 0 if encrypted else len(reader.pages)
    except Unfit:
        raise
    except Exception:
        # pypdf answers broken input with many kinds of exceptions, RecursionError
        # among them; each of them means the same to the person who sent it.
        raise Unfit(
            _("The PDF is damaged and cannot be opened. Save or scan it again.")
        ) from None
    if encrypted:
        raise Unfit(
            _("The PDF is protected by a password. Save it without one and try again.")
        )
    if active:
        raise Unfit(
            _("The PDF contains a program. Print it to a new PDF and send that one.")
        )
    if not pages:
        raise Unfit(_("The PDF has no pages. Choose another file."))


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    """Every object of the file, also those that nothing points at."""
    wanted = [
        (number, generation)
        for generation, entries in reader.xref.items()
        for number in entries
    ]
    wanted += [(number, 0) for number in reader.xref_objStm]
    if len(wanted) > _MAX_OBJECTS:
        raise Unfit(_("The PDF is too complicated. Print it to a new PDF."))
    for number, generation in wanted:
        found = reader.get_object(IndirectObject(number, generation, reader))
        if found is not None:
            yield found


def _is_active(found: PdfObject) -> bool:
    """Whether the object, or one written inside it, runs something."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
        if not isinstance(item, DictionaryObject):
            continue
        if _ACTIVE_KEYS & item.keys() or dict.get(item, "/S") in _ACTIVE_TYPES:
            return True
        waiting.extend(dict.values(item))
    return False
