"""What is changed in the roster later. Every act answers with a sentence."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from satupintu.courier import service as courier
from satupintu.kernel.errors import Invalid
from satupintu.web.dispatch.place import id_of
from satupintu.web.dispatch.words import clock, short_day
from satupintu.web.requests import SignedIn


def remove_shift(request: SignedIn) -> str:
    """A shift that nothing is planned on is not ridden."""
    gone = courier.remove_shift(
        shift_id=_chosen(request, "shift"), actor=request.actor, now=request.now
    )
    said = _("%(name)s does not ride on %(day)s, %(first)s–%(last)s.")
    return said % {
        "name": gone.officer.name,
        "day": short_day(gone.day),
        "first": clock(gone.starts_at),
        "last": clock(gone.ends_at),
    }


def stop_riding(request: SignedIn) -> str:
    """An officer is planned no more."""
    gone = courier.stop_riding(
        officer_id=_chosen(request, "officer"), actor=request.actor, now=request.now
    )
    return _("%(name)s does not ride any more.") % {"name": gone.name}


def ride_again(request: SignedIn) -> str:
    """Who stopped may be planned again."""
    back = courier.ride_again(
        officer_id=_chosen(request, "officer"), actor=request.actor, now=request.now
    )
    said = _("%(name)s may ride again. Plan the shifts.")
    return said % {"name": back.name}


def set_photo(request: SignedIn) -> str:
    """The face on the card."""
    sent = request.FILES.get("photo")
    if sent is None or isinstance(sent, list):
        raise Invalid(_("Choose a photo first."))
    officer = courier.set_photo(
        officer_id=_chosen(request, "officer"),
        name=sent.name or "",
        data=sent.read(),
        actor=request.actor,
        now=request.now,
    )
    return _("The card of %(name)s has the new photo.") % {"name": officer.name}


def _chosen(request: SignedIn, name: str) -> uuid.UUID:
    found = id_of(request.POST.get(name, ""))
    if found is None:
        raise Invalid(_("Choose one of those shown."))
    return found
