"""The words, colour and shape of each verdict. No two look or read alike."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.permits.service import Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown. `shape` names a drawing in `verify/shape.html`."""

    code: str
    css: str
    shape: str
    title: Promise
    sentence: Promise


LOOKS: dict[str, Look] = {
    look.code: look
    for look in (
        Look(
            Verdict.IN_FORCE,
            "v-ok",
            "door",
            _("Genuine and in force"),
            _("This permit was issued by the government and is valid today."),
        ),
        Look(
            Verdict.NOT_YET,
            "v-rev",
            "clock",
            _("Genuine, not in force yet"),
            _("This permit is genuine, but it begins on a later day."),
        ),
        Look(
            Verdict.EXPIRED,
            "v-rev",
            "clock",
            _("Genuine, but expired"),
            _("This permit was genuine. Its time is over; do not rely on it."),
        ),
        Look(
            Verdict.SUSPENDED,
            "v-rev",
            "pause",
            _("Suspended, not in force now"),
            _("This permit is genuine, but it must not be used for now."),
        ),
        Look(
            Verdict.REVOKED,
            "v-rev",
            "warning",
            _("Revoked, not in force"),
            _("This permit was genuine, but it was revoked. Do not rely on it."),
        ),
        Look(
            Verdict.UNKNOWN,
            "v-bad",
            "cross",
            _("Not in our register"),
            _(
                "No permit with this number was ever issued here. Check your typing. "
                "If it is right, do not accept the paper and do not pay."
            ),
        ),
        Look(
            Verdict.FORGED,
            "v-bad",
            "cross",
            _("Not genuine"),
            _(
                "This code was not made by the government, or it was changed. Do not "
                "accept this paper and do not pay."
            ),
        ),
        Look(
            "signed",
            "v-ok",
            "pen",
            _("Genuine signature"),
            _(
                "The government signed this permit. Whether it is still in force can "
                "only be said as of the time below."
            ),
        ),
    )
}

# What the page in the visitor's browser can find out by itself.
OFFLINE = ("in_force", "signed", "not_yet", "expired", "suspended", "revoked", "forged")
