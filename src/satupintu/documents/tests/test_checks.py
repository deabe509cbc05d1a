"""What is taken and what is refused, by content."""

import io
import zlib
from pathlib import PurePosixPath

import pytest
from django.conf import settings
from PIL import Image

from satupintu.documents.checks import MEGABYTE, Unfit, check, clean_name
from satupintu.documents.tests.samples import jpeg, pdf, png

ALL = ("pdf", "jpg", "png")


def _check(name, data, types=ALL, max_mb=5):
    return check(name=name, data=data, types=types, max_mb=max_mb)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("surat.pdf", pdf(), "pdf"),
        ("SURAT.PDF", pdf(), "pdf"),
        ("foto.jpg", jpeg(), "jpg"),
        ("foto.jpeg", jpeg(), "jpg"),
        ("pindai.png", png(), "png"),
        ("no ending", png(), "png"),
    ],
)
def test_takes_a_fine_file(name, data, kind):
    assert _check(name, data).kind == kind


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-1.4" + bytes(6 * MEGABYTE), "larger than 5 MB"),
        # A Windows program, and a web page, that call themselves documents.
        ("a.pdf", b"MZ\x90\x00" + bytes(500), "not a PDF, JPG, PNG"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "not a PDF"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PDF"),
        ("a.svg", b"<?xml version='1.0'?><svg onload='x'/>", "not a PDF"),
        # A PDF behind a web page, and a web page inside a PDF's first line.
        ("a.pdf", b"<html><script>x</script>" + pdf(), "not a PDF"),
        ("a.pdf", pdf()[:9] + b"%<script>x</script>\n" + pdf()[9:], "web page"),
        ("a.jpg", pdf(), "ends in “.jpg”, but the file is a PDF"),
        ("a.exe", pdf(), "ends in “.exe”"),
        ("a.pdf", pdf(password="secret"), "password"),
        ("a.pdf", pdf(script=True), "contains a program"),
        ("a.pdf", pdf(launch=True), "contains a program"),
        ("a.pdf", pdf()[:60], "damaged"),
        ("a.pdf", b"%PDF-1.4\n" + b"x" * 400, "damaged"),
        ("a.png", png()[:40], "damaged"),
        ("a.jpg", jpeg((640, 640))[:900], "damaged"),
    ],
)
def test_refuses_with_a_sentence(name, data, sentence):
    with pytest.raises(Unfit, match=sentence):
        _check(name, data)


def test_refuses_a_kind_that_is_not_allowed_here():
    with pytest.raises(Unfit, match="not a PDF"):
        _check("a.png", png(), types=("pdf",))


def test_refuses_an_image_bomb():
    bomb = io.BytesIO()
    Image.new("1", (7000, 7000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < MEGABYTE
    with pytest.raises(Unfit, match="too many pixels"):
        _check("a.png", bomb.getvalue())


def test_refuses_a_bomb_that_only_claims_its_size():
    # The header says 60 000 x 60 000; the sum over the header is right.
    data = bytearray(png())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(Unfit, match="too many pixels"):
        _check("a.png", bytes(data))


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Melati\\surat.pdf", "surat.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("surat\u202efdp.pdf", "suratfdp.pdf"),
        ('a<b>"c|d?.pdf', "a b c d.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        ("   . ", "file.pdf"),
        ("សំបុត្រ.pdf", "សំបុត្រ.pdf"),
    ],
)
def test_names_are_made_harmless(given, clean):
    assert clean_name(given, "pdf") == clean


def test_names_are_bounded():
    name = clean_name("x" * 500 + ".pdf", "pdf")
    assert len(name) == 120
    assert PurePosixPath(name).suffix == ".pdf"


def test_refuses_a_pdf_of_too_many_objects():
    many = 30_000
    body = b"%PDF-1.7\n1 0 obj\n<< /A 1 >>\nendobj\n"
    rows = b"0000000009 00000 n \n" * many
    data = (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % (many + 1)
        + rows
        + b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF"
        % (many + 1, len(body))
    )
    with pytest.raises(Unfit, match="too complicated"):
        _check("a.pdf", data)


def test_the_reader_of_pdfs_writes_nothing_of_them_into_the_log():
    """What it would quote are the papers of citizens."""
    assert settings.LOGGING["loggers"]["pypdf"]["level"] == "CRITICAL"
