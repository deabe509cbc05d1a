"""Names of people, as others will read them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from satupintu.people import service as people

DETAILS = people.AuthorityDetails(
    person_name="Bapak Sastro",
    person_identity="3174010101500001",
    relation="ayah",
    valid_from=None,  # type: ignore[arg-type] # each test gives the days
    valid_until=None,  # type: ignore[arg-type]
)


@pytest.mark.parametrize("name", ["Sari\u202eitaS", "Sa\x07ri", "\u2066Sari\u2069"])
def test_a_name_that_reads_as_another_is_refused(tenant, now, name):
    address = people.parse_address(text="sari@contoh.example", country="ID")
    with pytest.raises(people.BadProfile):
        people.sign_up(address=address, name=name, language="id", now=now)
    days = {"valid_from": now.date(), "valid_until": now.date() + timedelta(days=9)}
    details = replace(DETAILS, **days, person_name=name)
    assert set(people.authority_faults(details=details, now=now)) == {"person_name"}


def test_names_of_any_script_are_taken(tenant, now):
    address = people.parse_address(text="sari@contoh.example", country="ID")
    for name in ("Sok Pisey សុខ ពិសី", "Siti ‘Aisyah", "عائشة"):
        days = {"valid_from": now.date(), "valid_until": now.date()}
        details = replace(DETAILS, **days, person_name=name)
        assert not people.authority_faults(details=details, now=now)
    account = people.sign_up(address=address, name="សុខ", language="id", now=now)
    assert account.name == "សុខ"
