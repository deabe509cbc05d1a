"""Small files of every kind, made on the spot."""

import io

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def pdf(*, password: str = "", script: bool = False, launch: bool = False) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert('hello')"),
            }
        )
    if launch:
        link = Link(rect=(0, 0, 10, 10), url="x")
        link[NameObject("/A")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/Launch"),
                NameObject("/F"): TextStringObject("calc.exe"),
            }
        )
        writer.add_annotation(page_number=0, annotation=link)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png(size: tuple[int, int] = (4, 4)) -> bytes:
    return _image("PNG", size, "1" if size[0] > 100 else "RGB")


def jpeg(size: tuple[int, int] = (64, 64)) -> bytes:
    return _image("JPEG", size, "RGB")


def _image(kind: str, size: tuple[int, int], mode: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()
