"""Permits: the door of this module. What is imported here is public."""

from satupintu.permits.checking import (
    NoSuchPermit,
    document,
    get_permit,
    permit_of,
    permits_of_holder,
    verify,
    verify_token,
)
from satupintu.permits.document import BadTemplate, default_template
from satupintu.permits.facts import FactLine, PermitFacts, to_json
from satupintu.permits.issuing import BadNumberPattern, issue, render_preview
from satupintu.permits.publishing import (
    PublicKey,
    StatusList,
    public_keys,
    status_list,
)
from satupintu.permits.rules import Verdict, number_faults
from satupintu.permits.signing import SigningUnavailable
from satupintu.permits.standing import (
    NotYourPermit,
    ReasonMissing,
    WrongStanding,
    reinstate,
    revoke,
    suspend,
)
from satupintu.permits.views import (
    PermitView,
    PublicLine,
    PublicPermit,
    Verification,
)

__all__ = [
    "BadNumberPattern",
    "BadTemplate",
    "FactLine",
    "NoSuchPermit",
    "NotYourPermit",
    "PermitFacts",
    "PermitView",
    "PublicKey",
    "PublicLine",
    "PublicPermit",
    "ReasonMissing",
    "SigningUnavailable",
    "StatusList",
    "Verdict",
    "Verification",
    "WrongStanding",
    "default_template",
    "document",
    "get_permit",
    "issue",
    "number_faults",
    "permit_of",
    "permits_of_holder",
    "public_keys",
    "reinstate",
    "render_preview",
    "revoke",
    "status_list",
    "suspend",
    "to_json",
    "verify",
    "verify_token",
]
