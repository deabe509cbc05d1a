"""Acting for another person: record an authority, see them, end one."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from satupintu.documents import service as documents
from satupintu.kernel.errors import Sentence
from satupintu.people import service as people
from satupintu.web.accounts.files import file_response
from satupintu.web.fields import DATE_PARTS, Field, date_parts, date_raw
from satupintu.web.guards import citizen_required
from satupintu.web.requests import SignedIn

PROOF_TYPES = ("pdf", "jpg", "png")
PROOF_MB = 5
_TEXTS = ("person_name", "person_identity", "relation", "person_contact")
_DATES = ("valid_from", "valid_until")


@require_GET
@citizen_required
def index(request: SignedIn) -> HttpResponse:
    """All authorities, ended ones too."""
    context = {"authorities": people.authorities_of(request.actor, request.now)}
    return render(request, "accounts/authorities.html", context)


@require_http_methods(["GET", "POST"])
@citizen_required
def add(request: SignedIn) -> HttpResponse:
    """Record one, with its proof."""
    if request.method == "GET":
        today = localdate(request.now)
        days = {
            **date_raw("valid_from", today),
            **date_raw("valid_until", today + timedelta(days=365)),
        }
        return _form(request, {}, days, {})
    values = {name: request.POST.get(name, "") for name in _TEXTS}
    errors = _record(request, values)
    if errors:
        return _form(request, values, dict(request.POST.lists()), errors)
    messages.success(request, _("You can now apply for this person."))
    return redirect("authorities")


@require_POST
@citizen_required
def revoke(request: SignedIn, authority_id: uuid.UUID) -> HttpResponse:
    """End one at once."""
    people.revoke_authority(
        actor=request.actor, authority_id=authority_id, now=request.now
    )
    messages.success(request, _("The authority has ended."))
    return redirect("authorities")


@require_GET
@citizen_required
def proof(request: SignedIn, authority_id: uuid.UUID) -> HttpResponse:
    """The uploaded proof, for its holder."""
    for authority in people.authorities_of(request.actor, request.now):
        if authority.id == authority_id:
            return file_response(*documents.read_own(request.actor, authority.proof_id))
    raise people.NoSuchAuthority(_("There is no such authority under your account"))


def _record(request: SignedIn, values: dict[str, str]) -> dict[str, Sentence]:
    """Record it, or say what is wrong with which field."""
    errors: dict[str, Sentence] = {}
    dates = {name: _date(request, name) for name in _DATES}
    for name, day in dates.items():
        if day is None:
            errors[name] = _("Enter the date as day, month and year")
    upload = request.FILES.get("proof")
    if not isinstance(upload, UploadedFile):
        errors["proof"] = _("Choose a file with the signed authority")
    first = dates["valid_from"] or localdate(request.now)
    details = people.AuthorityDetails(
        **{name: values[name] for name in _TEXTS},
        valid_from=first,
        valid_until=dates["valid_until"] or first,
    )
    # The errors of dates that could not be read replace those of their stand-ins.
    errors = {**people.authority_faults(details=details, now=request.now), **errors}
    if errors or not isinstance(upload, UploadedFile):
        return errors
    try:
        _store(request, upload, details)
    except documents.Unfit as unfit:
        return {"proof": unfit.sentence}
    return {}


@transaction.atomic
def _store(
    request: SignedIn,
    upload: UploadedFile,  # type: ignore[type-arg]
    details: people.AuthorityDetails,
) -> None:
    stored = documents.store(
        owner_id=request.account.id,
        name=upload.name or "",
        data=upload.read(),
        types=PROOF_TYPES,
        max_mb=PROOF_MB,
        now=request.now,
    )
    people.record_authority(
        actor=request.actor, details=details, proof_id=stored.id, now=request.now
    )


def _date(request: SignedIn, name: str) -> date | None:
    """From its three boxes."""
    day, month, year = (
        request.POST.get(f"{name}_{part}", "").strip() for part in DATE_PARTS
    )
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def _form(
    request: SignedIn,
    values: dict[str, str],
    days: Mapping[str, Sequence[str]],
    errors: dict[str, Sentence],
) -> HttpResponse:
    sentences = {name: str(sentence) for name, sentence in errors.items()}
    context = {
        "values": values,
        "first": _day_field("valid_from", _("First day"), days, sentences),
        "last": _day_field("valid_until", _("Last day"), days, sentences),
        "errors": sentences,
        "max_mb": PROOF_MB,
    }
    status = 422 if errors else 200
    return render(request, "accounts/authority_form.html", context, status=status)


def _day_field(
    name: str,
    label: str,
    days: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
) -> Field:
    return Field(
        name=name,
        kind="date",
        label=label,
        hint=_("At most five years later.") if name == "valid_until" else "",
        error=errors.get(name, ""),
        parts=date_parts(name, days),
    )
