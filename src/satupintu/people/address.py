"""E-mail addresses and phone numbers in the one form in which they are kept.

Pure: no database, no settings. The country whose national numbers are meant
when no `+` is given comes from the pack.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid

_is_email = EmailValidator()
_MAX_EMAIL = 200
_V6_NETWORK = 64


class AddressKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class BadAddress(Invalid):
    """What was typed is neither an e-mail address nor a phone number."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class Address:
    """`value` is a lower-case e-mail address, or a number as E.164 (`+62812...`)."""

    kind: AddressKind
    value: str

    def __str__(self) -> str:
        return self.value


def parse_address(*, text: str, country: str) -> Address:
    """Understand what a person typed as an e-mail address or a phone number.

    `country` is the ISO 3166 code whose national numbers are meant; with "" a
    number needs its `+`. Raises `BadAddress`.
    """
    text = text.strip()
    if not text:
        raise BadAddress(_("Enter your e-mail address or phone number"))
    return _email(text) if "@" in text else _phone(text, country)


def client_network(address: str) -> str:
    """The network that a client's address stands for when requests are counted.

    An IPv6 subscriber owns a whole /64, so it counts as one. "" if it is no address.
    """
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, _V6_NETWORK), strict=False))


def _email(text: str) -> Address:
    # Lower case throughout: two accounts that differ only in case would be a trap.
    value = text.lower()
    try:
        _is_email(value)
    except ValidationError:
        value = ""
    if not value or len(value) > _MAX_EMAIL:
        raise BadAddress(
            _("Enter an e-mail address in the right form, like name@example.com")
        )
    return Address(AddressKind.EMAIL, value)


def _phone(text: str, country: str) -> Address:
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        raise _bad_phone() from None
    # `is_possible` and not `is_valid`: a range opened last month is not in the
    # tables yet, and its owner must get in all the same.
    if not phonenumbers.is_possible_number(number):
        raise _bad_phone()
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Address(AddressKind.PHONE, value)


def _bad_phone() -> BadAddress:
    return BadAddress(
        _(
            "Enter an e-mail address like name@example.com, or a phone number "
            "with its area or mobile code"
        )
    )
