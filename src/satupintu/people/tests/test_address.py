"""What people type becomes one form, or a sentence."""

import pytest

from satupintu.people.address import BadAddress, client_network, parse_address


@pytest.mark.parametrize(
    ("typed", "country", "value"),
    [
        ("Melati@Example.COM ", "ID", "melati@example.com"),
        ("0812 0000 1234", "ID", "+6281200001234"),
        ("(0812) 0000-1234", "id", "+6281200001234"),
        ("+62 812-0000-1234", "", "+6281200001234"),
        ("012 345 678", "KH", "+85512345678"),
        ("+855 12 345 678", "ID", "+85512345678"),
    ],
)
def test_understands(typed, country, value):
    assert parse_address(text=typed, country=country).value == value


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("", "ID"),
        ("melati", "ID"),
        ("melati@", "ID"),
        ("a b@example.com", "ID"),
        ("x" * 200 + "@example.com", "ID"),
        ("08", "ID"),
        ("0812 0000 1234", ""),
        ("+999 123", "ID"),
    ],
)
def test_refuses(typed, country):
    with pytest.raises(BadAddress):
        parse_address(text=typed, country=country)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_an_ipv6_subscriber_counts_as_one(address, network):
    assert client_network(address) == network
