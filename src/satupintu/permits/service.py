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
from satupintu.permits.handover import (
    AlreadyHanded,
    HandoverView,
    NotHandedHere,
    NotInForce,
    TooManyTries,
    WrongHandoverCode,
    ask_handover,
    find_handover,
    hand_over,
    handover_of,
    note_handed,
    renew_handover,
)
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
    "AlreadyHanded",
    "BadNumberPattern",
    "BadTemplate",
    "FactLine",
    "HandoverView",
    "NoSuchPermit",
    "NotHandedHere",
    "NotInForce",
    "NotYourPermit",
    "PermitFacts",
    "PermitView",
    "PublicKey",
    "PublicLine",
    "PublicPermit",
    "ReasonMissing",
    "SigningUnavailable",
    "StatusList",
    "TooManyTries",
    "Verdict",
    "Verification",
    "WrongHandoverCode",
    "WrongStanding",
    "ask_handover",
    "default_template",
    "document",
    "find_handover",
    "get_permit",
    "hand_over",
    "handover_of",
    "issue",
    "note_handed",
    "number_faults",
    "permit_of",
    "permits_of_holder",
    "public_keys",
    "reinstate",
    "render_preview",
    "renew_handover",
    "revoke",
    "status_list",
    "suspend",
    "to_json",
    "verify",
    "verify_token",
]
