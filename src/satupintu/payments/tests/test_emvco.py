"""The payload, right to the character.

`qr_vectors.json` holds public vectors (EMVCo's own example; one published with a
wrong checksum) and synthetic ones made for this project; no merchant is real.
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from satupintu.catalogue.schema import Merchant
from satupintu.payments import currencies, emvco
from satupintu.payments.emvco import Item
from satupintu.payments.schemes import Order, scheme
from satupintu.payments.schemes.base import MerchantIncomplete

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "qr_vectors.json").read_text()
)["vectors"]
BY_ID = {vector["id"]: vector["payload"] for vector in VECTORS}
VALID = [v["payload"] for v in VECTORS if v["expect"] == "valid"]
QRIS = Merchant(
    scheme="qris",
    name="DPMPTSP DKI JAKARTA",
    city="JAKARTA SELATAN",
    postal="12940",
    acquirer="ID.CO.BANKDKI.WWW",
    pan="936001110000000017",
    merchant_id="DPMPTSP00000001",
    criteria="URE",
    national_id="ID2026000000001",
)
KHQR = Merchant(
    scheme="khqr",
    name="OWSO DAUN PENH",
    city="Phnom Penh",
    acquirer="Bakong",
    merchant_id="OWSO001",
    national_id="moi_owso@bkrt",
)
KHMER = ("km", "ច្រកចេញចូលតែមួយ", "ភ្នំពេញ")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def payee(merchant: Merchant, currency: str, country: str, **more: Any) -> emvco.Payee:
    return emvco.Payee(
        accounts=scheme(merchant.scheme).accounts(merchant),
        mcc=merchant.mcc,
        currency=currencies.number_of(currency),
        country=country,
        name=merchant.name,
        city=merchant.city,
        postal=merchant.postal,
        **more,
    )


def order(merchant: Merchant, **more: Any) -> Order:
    given: dict[str, Any] = {
        "merchant": merchant,
        "country": "id",
        "currency": "IDR",
        "amount": 4_328_000,
        "bill_number": "B-2026-000045",
        "reference": "ABCDEFGHJKMNPQRSTUVW",
        "created_at": NOW,
        "expires_at": NOW + scheme(merchant.scheme).lifetime,
    }
    return Order(**(given | more))


def test_checksum_has_the_published_check_value() -> None:
    assert emvco.checksum("123456789") == "29B1"


@pytest.mark.parametrize("payload", VALID)
def test_rebuilds_every_valid_vector_from_its_items(payload: str) -> None:
    assert emvco.build(emvco.parse(payload).items) == payload


def test_makes_the_qris_vector_from_the_merchant() -> None:
    made = emvco.compose(
        payee(QRIS, "IDR", "ID"), additional=((emvco.TERMINAL, "MPP-L3-04"),)
    )
    assert made == BY_ID["qris-syn-static"]


def test_makes_the_khqr_vector_from_the_merchant() -> None:
    made = emvco.compose(payee(KHQR, "KHR", "KH", alternate=KHMER))
    assert made == BY_ID["khqr-syn-static"]


def test_makes_the_dynamic_khqr_vector_in_dollars() -> None:
    created = datetime.fromtimestamp(1767225600, UTC)
    given = order(
        KHQR,
        currency="USD",
        amount=10_000,
        created_at=created,
        expires_at=created + scheme("khqr").lifetime,
    )
    made = emvco.compose(
        payee(KHQR, "USD", "KH", alternate=KHMER),
        amount="100.00",
        additional=(
            (emvco.BILL_NUMBER, "PASS-2026-000045"),
            (emvco.TERMINAL, "OWSO-01"),
        ),
        unreserved=scheme("khqr").unreserved(given),
    )
    assert made == BY_ID["khqr-syn-dynamic-usd-100"]
    md5 = hashlib.md5(made.encode(), usedforsecurity=False).hexdigest()
    assert md5 == next(v["md5"] for v in VECTORS if "md5" in v)


def test_refuses_the_vector_with_a_wrong_checksum() -> None:
    payload = BY_ID["neg-crc-astrapay"]
    with pytest.raises(emvco.ChecksumWrong, match="changed or cut off"):
        emvco.parse(payload)
    assert emvco.parse(payload[:-4] + "7F7A").text("59") == "TEST MERCHANT"


def test_counts_characters_and_not_bytes() -> None:
    official = emvco.parse(BY_ID["emvco-official"])
    assert official.text("64", "01") == "最佳运输"
    assert official.text("54") == "23.72"
    assert official.text("62", "99") == ""
    assert official.text("59", "01") == ""


@pytest.mark.parametrize("payload", VALID)
def test_notices_any_changed_character(payload: str) -> None:
    for at in range(len(payload)):
        other = "8" if payload[at] != "8" else "3"
        with pytest.raises(emvco.Malformed):
            emvco.parse(payload[:at] + other + payload[at + 1 :])


def sealed(body: str) -> str:
    return body + "6304" + emvco.checksum(body + "6304")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a payment QR"),
        ("https://example.org", "not a payment QR"),
        ("000201", "checksum is missing"),
        (sealed("0002015903AB"), "shorter than it says"),
        (sealed("00020159AB"), "cannot be read at character 7"),
        (sealed("0002015"), "cannot be read at character 7"),
        (sealed("0002015900"), "shorter than it says"),
        (sealed("000201²901A"), "cannot be read"),
        (sealed("00020126050002A"), "shorter than it says"),
        (sealed("0002012605000AB"), "cannot be read at character 11"),
        (sealed("0002015901A5901B"), "Field 59"),
        (sealed("000201630400005901B"), "Field 63"),
    ],
)
def test_says_what_is_wrong_with_a_broken_payload(text: str, says: str) -> None:
    with pytest.raises(emvco.Malformed, match=says):
        emvco.parse(text)


TAGS = [f"{n:02}" for n in range(2, 63)] + [f"{n:02}" for n in range(65, 100)]
VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=99)
TEMPLATES = st.dictionaries(
    st.integers(0, 99).map("{:02}".format).filter(lambda tag: tag != "63"),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=9),
    min_size=1,
    max_size=6,
).map(lambda pairs: tuple(Item(tag, value) for tag, value in pairs.items()))


@st.composite
def payloads(draw: st.DrawFn) -> tuple[Item, ...]:
    tags = draw(st.lists(st.sampled_from(TAGS), unique=True, max_size=8))
    inner = [tag for tag in tags if tag == "62" or 26 <= int(tag) <= 51 or tag >= "80"]
    return (
        Item("00", "01"),
        *(Item(tag, draw(TEMPLATES) if tag in inner else draw(VALUES)) for tag in tags),
    )


@given(payloads())
def test_reads_back_whatever_it_writes(items: tuple[Item, ...]) -> None:
    assert emvco.parse(emvco.build(items)).items == items


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    sentences: list[str] = []
    for given_text in (text, sealed("000201" + text)):
        try:
            emvco.parse(given_text)
        except emvco.Malformed as error:
            sentences.append(str(error))
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_dynamic_qris_carries_amount_bill_and_reference() -> None:
    read = emvco.parse(scheme("qris").payload(order(QRIS)))
    assert read.is_dynamic
    assert read.text("26", "00") == "ID.CO.BANKDKI.WWW"
    assert read.text("51", "02") == "ID2026000000001"
    assert read.text("54") == "4328000"
    assert (read.text("53"), read.text("58")) == ("360", "ID")
    assert read.text("62", "01") == "B-2026-000045"
    assert read.text("62", "05") == "ABCDEFGHJKMNPQRSTUVW"


def test_khqr_is_only_other_data_through_the_same_code() -> None:
    made = scheme("khqr").payload(
        order(KHQR, country="KH", currency="USD", amount=1050)
    )
    read = emvco.parse(made)
    assert read.text("54") == "10.50"
    assert read.text("30", "00") == "moi_owso@bkrt"
    assert int(read.text("99", "01")) - int(read.text("99", "00")) == 600_000


def test_cuts_a_name_that_is_longer_than_the_standard_allows() -> None:
    long = QRIS.model_copy(update={"name": "X" * 24 + " YZ", "city": "C" * 16})
    read = emvco.parse(scheme("qris").payload(order(long)))
    assert read.text("59") == "X" * 24
    assert read.text("60") == "C" * 15


@pytest.mark.parametrize(
    ("merchant", "field", "value"),
    [
        (QRIS, "pan", "1234"),
        (QRIS, "acquirer", ""),
        (QRIS, "criteria", "XXX"),
        (QRIS, "national_id", "2026"),
        (KHQR, "national_id", "no-bank"),
        (KHQR, "merchant_id", ""),
    ],
)
def test_refuses_a_merchant_that_the_scheme_cannot_carry(
    merchant: Merchant, field: str, value: str
) -> None:
    wrong = merchant.model_copy(update={field: value})
    with pytest.raises(MerchantIncomplete, match=f"merchant.{field}"):
        scheme(wrong.scheme).payload(order(wrong))


@pytest.mark.parametrize("amount", ["", "-5", "1,5", "٣", "1" * 14, "1.2.3"])
def test_refuses_an_amount_that_no_app_could_show(amount: str) -> None:
    with pytest.raises(emvco.Malformed, match="does not fit"):
        emvco.compose(payee(QRIS, "IDR", "ID"), amount=amount)


def test_refuses_an_unknown_currency() -> None:
    with pytest.raises(currencies.CurrencyUnknown, match="ZZZ"):
        currencies.number_of("ZZZ")
    assert currencies.code_of("360") == "IDR"
    assert currencies.code_of("000") == ""
