"""The printed permit: standards, the attached facts, and hostile texts."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from satupintu.permits import document, glyphs
from satupintu.permits.document import BadTemplate
from satupintu.permits.facts import FactLine, PermitFacts, to_json
from satupintu.permits.tests.example import FACTS, TITLE

TOKEN = "ABC123A"
HEAD = '#import "/house.typ": *\n#show: sheet\n'


def facts_of(facts: PermitFacts = FACTS, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": TITLE,
        "tenant": ("jakarta", "MPP Jakarta"),
        "service_code": "sip-dokter",
        "number": "440/SIP/2026/000001",
        "check_code": "7KSA6JDC2BRY",
        "valid_from": date(2026, 11, 24),
        "valid_until": date(2031, 11, 23),
        "issued_at": datetime(2026, 11, 24, 3, tzinfo=UTC),
        "deemed": False,
    }
    return to_json(facts, **given | changes)


def render(facts: dict[str, Any], template: str | None = None) -> bytes:
    return document.render(
        facts=facts,
        token=TOKEN,
        template=template or document.default_template(),
        base_url="https://layanan.example.go.id",
    )


def words_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").split())


def test_claims_the_archive_and_the_accessible_standard() -> None:
    reader = PdfReader(BytesIO(render(facts_of())))
    root: Any = reader.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/OutputIntents"][0].get_object()["/DestOutputProfile"] is not None
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert "/ID" in reader.trailer


def test_embeds_every_font() -> None:
    reader = PdfReader(BytesIO(render(facts_of())))
    fonts: dict[str, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        fonts |= resources["/Font"]
    assert fonts
    for font in fonts.values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        descriptor = inner["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_attaches_the_facts_as_json() -> None:
    facts = facts_of()
    reader = PdfReader(BytesIO(render(facts)))
    (data,) = reader.attachments[document.ATTACHMENT]
    assert json.loads(data) == {**facts, "token": TOKEN}


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render(facts_of()) == render(facts_of())


def test_prints_what_it_states() -> None:
    words = words_of(render(facts_of()))
    for expected in (
        "440/SIP/2026/000001",
        "dr. Melati Cahaya",
        "Klinik Contoh Sehat",
        "Contoh Sehat Clinic",
        "24 November 2026",
        "7KSA-6JDC-2BRY",
        "layanan.example.go.id/verify",
    ):
        assert expected in words


def test_says_when_the_law_approved() -> None:
    plain, deemed = facts_of(), facts_of(deemed=True)
    assert len(words_of(render(deemed))) > len(words_of(render(plain))) + 100


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1")',
        "*bold* _it_ $x^2$ @ref <label> `raw` \\u{41} = H // no /* no */",
        '#import "/x.typ"',
        "\"; panic('x') //",
        "{{ x }} {% y %}",
    ],
)
def test_typed_text_is_never_read_as_markup(hostile: str) -> None:
    line = FactLine("x", {"id": "Isi"}, hostile)
    facts = replace(FACTS, holder=hostile, lines=(line,))
    words = words_of(render(facts_of(facts)))
    assert words.count(" ".join(hostile.split())) >= 2


def test_long_texts_wrap_and_long_permits_go_on() -> None:
    lines = tuple(
        FactLine(f"l{n}", {"id": f"Baris {n}"}, "X" * 200 + " kata" * 60)
        for n in range(20)
    )
    pdf = render(facts_of(replace(FACTS, holder="Siti " * 30, lines=lines)))
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) > 1
    for page in reader.pages:
        positions: list[float] = []
        page.extract_text(
            visitor_text=lambda text, cm, tm, *_, out=positions: out.append(tm[4])
        )
        assert max(positions) < float(page.mediabox.width)


def test_an_emoji_in_a_name_does_not_stop_a_permit() -> None:
    facts = facts_of(replace(FACTS, holder="Melati 😀 漢\x07 \ufdfa"))
    assert "Melati" in words_of(render(facts))
    assert glyphs.drawable("ﬁ Ａ") == "ﬁ A"
    assert glyphs.drawable("e\u0301") == "é"


def test_khmer_prints() -> None:
    facts = PermitFacts(
        holder="សុខ ចាន់ដារា",
        agency={"km": "រដ្ឋបាលរាជធានីភ្នំពេញ", "en": "Phnom Penh"},
        place={"km": "ភ្នំពេញ"},
        languages=("km", "en"),
        time_zone="Asia/Phnom_Penh",
        lines=(FactLine("a", {"km": "អាសយដ្ឋាន"}, "ផ្លូវ ២៤០"),),
    )
    assert render(facts_of(facts, title={"km": "អាជ្ញាបណ្ណ", "en": "Licence"}))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('#import "@preview/cetz:0.3.0": *', "Line 3.*may only import"),
        ('#include "/fonts/x"', "Line 3.*may only import"),
        ('#import "/house" + ".typ": *', "may only import"),
        ('#eval("1")', "may not use eval"),
        ('#dictionary(std).at("ev" + "al")("1")', "may not use dictionary"),
        ("#sys.inputs", "may not use sys"),
        ('#read("/etc/passwd")', "cannot be printed: file not found"),
        ('#read("../document.py")', "escape the project root"),
        ("#unknown-thing()", r"unknown variable.*line 3"),
        ("#while true {}", "cannot be printed"),
        ('#image("/arch.svg")', "alt"),
    ],
)
def test_a_template_cannot_reach_out_and_errors_say_where(
    source: str, words: str
) -> None:
    with pytest.raises(BadTemplate, match=rf"(?s){words}"):
        render(facts_of(), HEAD + source)


def test_a_pack_may_bring_its_own_template() -> None:
    template = HEAD + '#headline()\nKlinik: #value("clinic")\n#signing-block()'
    pdf = render(facts_of(), template)
    assert "Klinik: Klinik Contoh Sehat" in words_of(pdf)
    assert document.ATTACHMENT in PdfReader(BytesIO(pdf)).attachments
