"""The desk of a base: folders are taken in and given out by scan.

A scanner types into the field and ends with Enter; a camera does, where the browser
can read codes; so can a person. Every act carries a key of its form, so that a
double tap is one hop.
"""

from __future__ import annotations

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import FolderView, Scan, Sheets
from satupintu.kernel.errors import Refused
from satupintu.kernel.ids import uuid7
from satupintu.web.guards import Guarded, View, staff_required
from satupintu.web.requests import SignedIn
from satupintu.web.rider import desk

BASE = "desk_base"
MOST = 500


def at_desk(view: Guarded[[]]) -> View[[]]:
    """Only for who is on the desk's post; others get a 403 page with a sentence."""

    @wraps(view)
    def guarded(request: SignedIn) -> HttpResponseBase:
        courier.refuse_elsewhere(request.actor)
        return view(request)

    return staff_required()(guarded)


@require_safe
@at_desk
def folders(request: SignedIn) -> HttpResponseBase:
    """Scan a folder: what is known of it, and what can be done with it here."""
    wanted = request.GET.get("base") or request.session.get(BASE, "")
    base = desk.base_of(wanted)
    request.session[BASE] = base.code
    code, error = request.GET.get("code", "").strip(), ""
    try:
        shown = desk.desk_of(base=base, code=code, now=request.now)
    except Refused as why:
        error = why.sentence
        shown = desk.desk_of(base=base, code="", now=request.now)
    found = shown.scanned.folder if shown.scanned else None
    if found is not None:
        visits = {pk for pk in (found.visit_id, found.delivery_id) if pk}
        courier.note_looks(visit_ids=visits, actor=request.actor, now=request.now)
    context = {
        "desk": shown,
        "bases": catalogue.home_visits().bases,
        "agencies": desk.agencies(),
        "typed": code,
        "error": error,
        "key": str(uuid7()),
        "brand": catalogue.home_visits().name,
    }
    return render(request, "rider/desk.html", context, status=422 if error else 200)


@require_POST
@at_desk
def take_in(request: SignedIn) -> HttpResponseBase:
    """The officer puts a folder on the desk; the desk has counted again."""
    before = _known(request)
    done = courier.hand_to_desk(
        code=_code(request),
        base=_base(request),
        scan=_scan(request),
        actor=request.actor,
    )
    counted = _sheets(request)
    if before is not None and counted is not None and counted != before:
        messages.warning(
            request,
            _(
                "%(code)s is on the desk, but %(now)s sheets were counted instead of "
                "%(before)s. It is written down; ask the officer now."
            )
            % {"code": done.code, "now": counted, "before": before},
        )
    else:
        messages.success(request, _("%(code)s is on the desk.") % {"code": done.code})
    return _back(request)


@require_POST
@at_desk
def give_out(request: SignedIn) -> HttpResponseBase:
    """The officer gets the folder with the permit, to bring it."""
    base = _base(request)
    visit = desk.delivery_of(request.POST.get("delivery", ""), base, request.now)
    count = _sheets(request)
    title = _("Permit")
    done = courier.desk_releases(
        code=_code(request),
        delivery_id=visit.id,
        base=base,
        scan=_scan(request),
        actor=request.actor,
        papers=[Sheets("", title, True, count)] if count else [],
    )
    messages.success(
        request,
        _("%(code)s goes out with %(name)s.")
        % {"code": done.code, "name": done.holder_name},
    )
    return _back(request)


@require_POST
@at_desk
def pass_on(request: SignedIn) -> HttpResponseBase:
    """The folder goes to the agency that works on it."""
    done: FolderView = courier.hand_to_agency(
        code=_code(request),
        agency=request.POST.get("agency", ""),
        base=_base(request),
        scan=_scan(request),
        actor=request.actor,
    )
    messages.success(
        request,
        _("%(code)s is with %(name)s.") % {"code": done.code, "name": done.holder_name},
    )
    return _back(request)


@require_POST
@at_desk
def to_owner(request: SignedIn) -> HttpResponseBase:
    """Its owner has come, and has the papers again."""
    done = courier.give_back(
        code=_code(request), scan=_scan(request, _base(request)), actor=request.actor
    )
    messages.success(
        request, _("%(code)s is with its owner again.") % {"code": done.code}
    )
    return _back(request)


def _code(request: SignedIn) -> str:
    return request.POST.get("code", "")


def _base(request: SignedIn) -> str:
    return desk.base_of(request.session.get(BASE, "")).code


def _sheets(request: SignedIn) -> int | None:
    typed = request.POST.get("sheets", "").strip()
    if not typed.isdecimal() or not 0 < int(typed[:4]) <= MOST:
        return None
    return int(typed)


def _known(request: SignedIn) -> int | None:
    """Sheets as counted before this form; None for a folder that is not known."""
    folder = courier.folder_of(code=_code(request))
    chain = courier.chain_of(folder_id=folder.id)
    return chain[-1].sheets if chain else None


def _scan(request: SignedIn, place: str = "") -> Scan:
    key = f"desk:{request.POST.get('key', '')[:60]}"
    return Scan(
        key=key if len(key) > len("desk:") else f"desk:{uuid7()}",
        at=request.now,
        now=request.now,
        seal_intact=request.POST.get("broken") != "yes",
        sheets=_sheets(request),
        place=place,
    )


def _back(request: SignedIn) -> HttpResponseBase:
    return redirect(f"{reverse('desk-folders')}?{urlencode({'base': _base(request)})}")
