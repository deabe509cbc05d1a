"""The token of the QR code: what goes in comes out, and nothing else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given, strategies as st

from satupintu.permits import base43, keys, status, token
from satupintu.permits.token import Claims, Forged

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
CLAIMS = Claims(
    tenant="jakarta",
    number="440/SIP/2026/014233",
    title="Izin praktik dokter (SIP)",
    holder="dr. Melati Cahaya",
    status_index=14232,
    issued=NOW,
    expires=NOW + timedelta(days=1826),
)
LONG = replace(CLAIMS, title="Izin " * 12, holder="Melati " * 11)


@pytest.fixture
def ring(tmp_path: Path, settings: Any) -> list[keys.TokenKey]:
    settings.BASE = tmp_path
    return keys.token_keys(tenant="jakarta")


@given(st.binary(max_size=200))
def test_base43_gives_back_every_byte(data: bytes) -> None:
    text = base43.encode(data)
    assert base43.decode(text) == data
    assert not set(text) & set(" %#?&")


@pytest.mark.parametrize("text", ["a", "A", "::", ":::", "A A", "000 ", "00%"])
def test_base43_refuses_what_it_never_writes(text: str) -> None:
    with pytest.raises(ValueError, match=r"base43|cut short"):
        base43.decode(text)


@pytest.mark.parametrize(
    ("claims", "letter"),
    [
        (CLAIMS, "A"),
        (LONG, "Z"),
        (replace(CLAIMS, expires=None), "A"),
        (replace(CLAIMS, not_before=NOW + timedelta(days=3)), "A"),
        (replace(CLAIMS, holder="សុខ ចាន់ដារា"), "Z"),
    ],
)
def test_compresses_only_when_that_is_shorter(
    ring: list[keys.TokenKey], claims: Claims, letter: str
) -> None:
    text = token.make_token(claims, ring[-1])
    assert text[-1] == letter
    assert token.read_token(text, ring) == claims


@pytest.mark.parametrize("claims", [CLAIMS, LONG])
def test_refuses_every_changed_character(
    ring: list[keys.TokenKey], claims: Claims
) -> None:
    text = token.make_token(claims, ring[-1])
    for at, letter in enumerate(text):
        for other in base43.ALPHABET[at % 5 :: 5]:
            if other == letter:
                continue
            with pytest.raises(Forged):
                token.read_token(text[:at] + other + text[at + 1 :], ring)


@given(text=st.text(max_size=400))
def test_refuses_any_other_text(text: str) -> None:
    with pytest.raises(Forged):
        token.read_token(text, [])


def test_refuses_a_token_that_somebody_else_signed(
    ring: list[keys.TokenKey],
) -> None:
    stranger = keys.token_key(tenant="elsewhere")
    posing = replace(stranger, id=ring[-1].id)
    with pytest.raises(Forged):
        token.read_token(token.make_token(CLAIMS, stranger), ring)
    with pytest.raises(Forged):
        token.read_token(token.make_token(CLAIMS, posing), ring)


def test_old_keys_stay_verifiable_and_the_newest_signs(
    ring: list[keys.TokenKey],
) -> None:
    before = token.make_token(CLAIMS, ring[-1])
    fresh = keys.rotate_token_key(tenant="jakarta")
    both = keys.token_keys(tenant="jakarta")
    assert [key.number for key in both] == [1, 2]
    assert keys.token_key(tenant="jakarta") == fresh
    after = token.make_token(CLAIMS, both[-1])
    assert token.read_token(before, both) == token.read_token(after, both) == CLAIMS
    assert fresh.id in base43.decode(after[:-1])


def test_the_qr_code_is_a_link_in_version_11(ring: list[keys.TokenKey]) -> None:
    text = token.make_token(CLAIMS, ring[-1])
    svg = token.qr_svg(text, base_url="https://layanan.example.go.id")
    # Version 11 has 61 modules, and 4 on each side stay empty.
    assert 'viewBox="0 0 69 69"' in svg
    assert "style" not in svg


def test_the_status_list_says_what_was_put_in(ring: list[keys.TokenKey]) -> None:
    bits = status.pack_bits([(0, "revoked"), (5, "suspended")], size=6)
    assert [status.read_bits(bits, n) for n in range(6)] == [1, 0, 0, 0, 0, 2]
    signed = status.make_list(bits, uri="https://x/status", key=ring[-1], now=NOW)
    claims = cbor2.loads(cbor2.loads(signed).value[2])
    assert claims[2] == "https://x/status"
    assert claims[65533]["bits"] == 2
