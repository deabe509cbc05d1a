"""A one-time code sent to an e-mail address or a phone number."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from satupintu.people.address import Address, BadAddress, parse_address
from satupintu.people.identity.base import Begun, IdentityProvider, Proof, register
from satupintu.people.signin import ask_code, check_code


@register("code")
class CodeProvider(IdentityProvider):
    """Proves that the person reads what is sent to the address."""

    def begin(self, *, address: Address | None, client: str, now: datetime) -> Begun:
        if address is None:
            raise BadAddress(_("Enter your e-mail address or phone number"))
        asked = ask_code(address=address, client=client, now=now)
        return Begun(state=str(asked.ticket), address=address, code=asked.code)

    def finish(self, *, state: str, answer: Mapping[str, str], now: datetime) -> Proof:
        code = answer.get("code", "")
        value = check_code(ticket=uuid.UUID(state), code=code, now=now)
        # Stored in international form, so no country is needed to read it back.
        return Proof(self.code, parse_address(text=value, country=""))
