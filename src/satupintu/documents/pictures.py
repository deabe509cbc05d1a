"""A page of a stored paper as a fresh picture.

What people upload is never sent to a browser as it came: it is drawn anew here,
so that nothing hidden in the file reaches an officer's screen.
"""

import io
from threading import Lock

import pypdfium2
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from satupintu.documents.checks import Unfit, check
from satupintu.documents.files import StoredFile
from satupintu.kernel.errors import NotFound

WIDTH = 1100
PORTRAIT = (480, 600)
_MOST_MB = 10
_MOST_HEIGHT = 4 * WIDTH
# pdfium is not safe for several threads at once.
_drawing = Lock()


class NoSuchPicture(NotFound):
    """The paper has no such page, or cannot be drawn."""

    code = "no_such_picture"


def picture(stored: StoredFile, data: bytes, *, page: int = 1) -> bytes:
    """Page `page` (from 1) as PNG, `WIDTH` pixels wide at most.

    Raises `NoSuchPicture`.
    """
    try:
        if stored.media_type == "application/pdf":
            image = _pdf_page(data, page)
        elif page == 1:
            image = _photo(data)
        else:
            raise NoSuchPicture(_("This paper has no such page."))
    except (OSError, ValueError, pypdfium2.PdfiumError) as error:
        raise NoSuchPicture(
            _("This paper cannot be shown here. Download it instead.")
        ) from error
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def portrait(*, name: str, data: bytes) -> bytes:
    """A photo of somebody as a small JPEG, `PORTRAIT` pixels, without what cameras
    write into it. Cut around the middle, a little more of the top is kept.

    Raises `Unfit` unless it is a sound JPG or PNG.
    """
    check(name=name, data=data, types=("jpg", "png"), max_mb=_MOST_MB)
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        seen = image.convert("RGBA")
    except (OSError, ValueError) as error:
        raise Unfit(_("This photo cannot be read. Choose another one.")) from error
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    cut = ImageOps.fit(paper.convert("RGB"), PORTRAIT, centering=(0.5, 0.35))
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def page_count(stored: StoredFile, data: bytes) -> int:
    """How many pages `picture` can draw; 1 for a photo, 0 for what it cannot read."""
    if stored.media_type != "application/pdf":
        return 1
    with _drawing:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return 0
        try:
            return len(pdf)
        finally:
            pdf.close()


def _pdf_page(data: bytes, page: int) -> Image.Image:
    with _drawing:
        pdf = pypdfium2.PdfDocument(data)
        try:
            if not 1 <= page <= len(pdf):
                raise NoSuchPicture(_("This paper has no such page."))
            sheet = pdf[page - 1]
            width, height = sheet.get_size()
            scale = min(WIDTH / max(width, 1), _MOST_HEIGHT / max(height, 1))
            drawn: Image.Image = sheet.render(scale=scale).to_pil()
        finally:
            pdf.close()
    return drawn.convert("RGB")


def _photo(data: bytes) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    image.thumbnail((WIDTH, _MOST_HEIGHT))
    return image
