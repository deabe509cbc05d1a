"""People: the door of this module. What is imported here is public.

Who there is (`accounts`), how a citizen proves an address (`signin` through an
`identity` provider), what a member of staff needs besides the password
(`factors`), and who may act for whom (`authorities`).
"""

from satupintu.people.accounts import (
    AddressTaken,
    BadProfile,
    NoSuchAccount,
    NoSuchAgency,
    WeakPassword,
    account,
    account_of,
    accounts_on,
    actor_for,
    change_profile,
    create_staff,
    holders,
    keep_agencies,
    post,
    prove_address,
    sign_up,
    staff_accounts,
    username_of,
)
from satupintu.people.address import (
    Address,
    AddressKind,
    BadAddress,
    client_network,
    parse_address,
)
from satupintu.people.authorities import (
    AuthorityEnded,
    AuthorityState,
    AuthorityView,
    BadAuthority,
    NoSuchAuthority,
    authorities_of,
    authority_for,
    known_about,
    record_authority,
    revoke_authority,
)
from satupintu.people.models import Account

__all__ = [
    "Account",
    "Address",
    "AddressKind",
    "AddressTaken",
    "AuthorityEnded",
    "AuthorityState",
    "AuthorityView",
    "BadAddress",
    "BadAuthority",
    "BadProfile",
    "NoSuchAccount",
    "NoSuchAgency",
    "NoSuchAuthority",
    "WeakPassword",
    "account",
    "account_of",
    "accounts_on",
    "actor_for",
    "authorities_of",
    "authority_for",
    "change_profile",
    "client_network",
    "create_staff",
    "holders",
    "keep_agencies",
    "known_about",
    "parse_address",
    "post",
    "prove_address",
    "record_authority",
    "revoke_authority",
    "sign_up",
    "staff_accounts",
    "username_of",
]
