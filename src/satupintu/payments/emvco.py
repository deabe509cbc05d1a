"""EMVCo merchant-presented QR payloads: build them, read them.

A payload is a row of data objects: a two-digit tag, a two-digit length, a
value. The length counts characters, not bytes. Some tags are templates that
hold data objects in turn. Tag 63, always last, is a checksum over everything
before it, its own tag and length included.

Source: EMVCo, QR Code Specification for Payment Systems, Merchant-Presented
Mode, version 1.1, sections 3 and 4.
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid

FORMAT, METHOD, MCC, CURRENCY, AMOUNT = "00", "01", "52", "53", "54"
COUNTRY, NAME, CITY, POSTAL = "58", "59", "60", "61"
ADDITIONAL, CHECKSUM, LANGUAGE = "62", "63", "64"
BILL_NUMBER, REFERENCE, TERMINAL = "01", "05", "07"  # inside ADDITIONAL

MAX_NAME, MAX_CITY, MAX_LABEL, MAX_AMOUNT = 25, 15, 25, 13
MAX_VALUE = 99

_TEMPLATES = frozenset(
    f"{n:02}" for n in (*range(26, 52), int(ADDITIONAL), int(LANGUAGE), *range(80, 100))
)
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]*)?")


class Malformed(Invalid):
    """The text is not a payment QR as the standard writes it."""

    code = "qr_malformed"


class ChecksumWrong(Malformed):
    """The checksum does not fit: the text was cut off or changed."""

    code = "qr_checksum"


@dataclass(frozen=True, slots=True)
class Item:
    """One data object. `value` is text, or the items of a template."""

    tag: str
    value: "str | tuple[Item, ...]"


@dataclass(frozen=True, slots=True)
class Payload:
    """What a payment QR says; `items` keep their order and leave out tag 63."""

    items: tuple[Item, ...]

    def text(self, *path: str) -> str:
        """The value under a tag, or under a tag inside a template; else ""."""
        found: str | tuple[Item, ...] = self.items
        for tag in path:
            if isinstance(found, str):
                return ""
            found = next((i.value for i in found if i.tag == tag), "")
        return found if isinstance(found, str) else ""

    @property
    def is_dynamic(self) -> bool:
        """Whether the QR is for one payment only (tag 01 is 12)."""
        return self.text(METHOD) == "12"


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid: the scheme's account items and the merchant's own fields.

    `currency` is the three-digit number of ISO 4217; `alternate` is a language
    code, a name and a city in that language's script.
    """

    accounts: tuple[Item, ...]
    mcc: str
    currency: str
    country: str
    name: str
    city: str
    postal: str = ""
    alternate: tuple[str, str, str] | None = None


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE over the UTF-8 bytes, four upper-case hex digits."""
    # A lone surrogate has no bytes; it must end as a wrong checksum, not here.
    data = text.encode(errors="replace")
    return f"{binascii.crc_hqx(data, 0xFFFF):04X}"


def compose(
    payee: Payee,
    *,
    amount: str | None = None,
    additional: Sequence[tuple[str, str]] = (),
    unreserved: Sequence[Item] = (),
) -> str:
    """A payload for `payee`; dynamic (for one payment) when it has an amount.

    `amount` is written as the payer's app will show it ("500000", "100.00").
    Names longer than the standard allows are cut. Raises `Malformed` when a
    value does not fit.
    """
    items = [
        Item(FORMAT, "01"),
        Item(METHOD, "11" if amount is None else "12"),
        *payee.accounts,
        Item(MCC, payee.mcc),
        Item(CURRENCY, payee.currency),
    ]
    if amount is not None:
        items.append(Item(AMOUNT, _checked_amount(amount)))
    items += [
        Item(COUNTRY, payee.country),
        Item(NAME, payee.name[:MAX_NAME].strip()),
        Item(CITY, payee.city[:MAX_CITY].strip()),
    ]
    if payee.postal:
        items.append(Item(POSTAL, payee.postal))
    if additional:
        items.append(Item(ADDITIONAL, tuple(Item(t, v) for t, v in additional)))
    if payee.alternate:
        pairs = zip(("00", "01", "02"), payee.alternate, strict=True)
        items.append(Item(LANGUAGE, tuple(Item(t, v) for t, v in pairs if v)))
    return build((*items, *unreserved))


def build(items: Iterable[Item]) -> str:
    """The text of these items with the checksum behind. Raises `Malformed`."""
    body = "".join(_write(item) for item in items) + CHECKSUM + "04"
    return body + checksum(body)


def parse(text: str) -> Payload:
    """Read a payload and check it. Raises `Malformed` or `ChecksumWrong`."""
    text = text.strip()
    if text[:6] != "000201":
        raise Malformed(
            _("This is not a payment QR: it must begin with 000201. Scan it again.")
        )
    head, seal = text[:-4], text[-4:]
    if head[-4:] != CHECKSUM + "04":
        raise Malformed(_("The payment QR is cut off: its checksum is missing."))
    if checksum(head) != seal:
        raise ChecksumWrong(
            _("The payment QR was changed or cut off: its checksum does not fit.")
        )
    return Payload(_read(head[:-4]))


def _checked_amount(amount: str) -> str:
    if len(amount) > MAX_AMOUNT or not _AMOUNT.fullmatch(amount):
        raise Malformed(
            _("The amount %(amount)s does not fit in a payment QR."), amount=amount
        )
    return amount


def _write(item: Item) -> str:
    value = item.value
    if not isinstance(value, str):
        value = "".join(_write(inner) for inner in value)
    if not _is_pair(item.tag) or not 0 < len(value) <= MAX_VALUE:
        raise Malformed(
            _("Field %(tag)s of the payment QR must have 1 to 99 characters."),
            tag=item.tag,
        )
    return f"{item.tag}{len(value):02}{value}"


def _read(text: str, *, start: int = 0, nested: bool = False) -> tuple[Item, ...]:
    """The items of `text`, which begins at character `start` of the payload."""
    items: list[Item] = []
    at = 0
    while at < len(text):
        tag, value = _next(text, at, start)
        at += 4
        if tag in _TEMPLATES and not nested:
            inner = _read(value, start=start + at, nested=True)
            items.append(Item(tag, inner))
        else:
            items.append(Item(tag, value))
        at += len(value)
    _refuse_strays(items, nested=nested)
    return tuple(items)


def _next(text: str, at: int, start: int) -> tuple[str, str]:
    tag, length = text[at : at + 2], text[at + 2 : at + 4]
    if not _is_pair(tag) or not _is_pair(length):
        raise Malformed(
            _("The payment QR cannot be read at character %(at)s."),
            at=start + at + 1,
        )
    value = text[at + 4 : at + 4 + int(length)]
    if not value or len(value) < int(length):
        raise Malformed(
            _("Field %(tag)s of the payment QR is shorter than it says."), tag=tag
        )
    return tag, value


def _refuse_strays(items: Sequence[Item], *, nested: bool) -> None:
    seen: set[str] = set()
    for item in items:
        if item.tag in seen or (item.tag == CHECKSUM and not nested):
            raise Malformed(
                _("Field %(tag)s of the payment QR stands where it must not."),
                tag=item.tag,
            )
        seen.add(item.tag)


def _is_pair(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()
