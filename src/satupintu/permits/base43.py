"""Bytes as text for a QR code inside a link.

The scheme of base45 (RFC 9285) without its space and its per cent sign: readers
take a text with a space for no link, and a browser rewrites both in an address.
It costs nothing, since 43 cubed is still more than 65,536: two bytes become
three characters, a last single byte two. Every text has one reading, so that no
two texts stand for the same bytes. All characters are in the QR alphanumeric set
and are legal in a URL fragment (RFC 3986).
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"
_BASE = len(ALPHABET)
_VALUE = {character: n for n, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """`data` as text, 1.5 characters a byte."""
    out: list[str] = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, _BASE)
            out.append(ALPHABET[digit])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes that `text` stands for. Raises `ValueError` if there are none."""
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        try:
            value = sum(_VALUE[c] * _BASE**n for n, c in enumerate(group))
            out += value.to_bytes(len(group) - 1, "big")
        except (KeyError, OverflowError) as error:
            raise ValueError(f"not base43 at character {at + 1}") from error
        if len(group) == 1:
            raise ValueError("the text is cut short")
    return bytes(out)
