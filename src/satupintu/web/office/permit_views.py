"""The head of unit changes the standing of an issued permit."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from satupintu.cases import service as cases
from satupintu.kernel.errors import Invalid, NotFound, Refused
from satupintu.permits import service as permits
from satupintu.web.accounts.files import file_response
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

CHANGES = {
    "suspend": (
        permits.suspend,
        gettext_lazy("Suspend it"),
        gettext_lazy("Out of force until it is reinstated."),
    ),
    "reinstate": (
        permits.reinstate,
        gettext_lazy("Reinstate it"),
        gettext_lazy("In force again from now on."),
    ),
    "revoke": (
        permits.revoke,
        gettext_lazy("Revoke it"),
        gettext_lazy("It ends for good; this cannot be undone."),
    ),
}
OPEN_TO = {"valid": ("suspend", "revoke"), "suspended": ("reinstate", "revoke")}


@require_http_methods(["GET", "POST"])
@staff_required("head_of_unit")
def standing(request: SignedIn, number: str) -> HttpResponse:
    """The permit of a case: its standing, and what may be done about it."""
    file, permit = _permit(request, number)
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        errors = _change(request, file, permit)
        if not errors:
            messages.success(request, _("The permit's standing is changed."))
            return redirect("office-permit", number=number)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "permit": permit,
        "choices": [
            (name, *CHANGES[name][1:]) for name in OPEN_TO.get(permit.status, ())
        ],
        "errors": errors,
        "typed": request.POST,
    }
    status = 422 if errors else 200
    return render(request, "office/permit.html", context, status=status)


@require_GET
@staff_required()
def document(request: SignedIn, number: str) -> HttpResponse:
    """The signed permit, for the officers of the case."""
    file, permit = _permit(request, number)
    stored, data = permits.document(
        actor=request.actor, permit_id=permit.id, agencies=_agencies(file)
    )
    return file_response(stored, data)


def _permit(
    request: SignedIn, number: str
) -> tuple[cases.CaseFile, permits.PermitView]:
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    permit = permits.permit_of(file.case.pk)
    if permit is None:
        raise NotFound(_("No permit has been issued for this application."))
    return file, permit


def _change(
    request: SignedIn, file: cases.CaseFile, permit: permits.PermitView
) -> Mapping[str, object]:
    change = CHANGES.get(request.POST.get("change", ""))
    if change is None:
        return {"change": _("Choose what to do.")}
    try:
        change[0](
            permit_id=permit.id,
            actor=request.actor,
            agencies=frozenset({file.published.definition.agency}),
            reason=request.POST.get("reason", ""),
            now=request.now,
        )
    except Invalid as error:
        return {"reason": error.sentence}
    except Refused as error:
        return {"": error.sentence}
    return {}


def _agencies(file: cases.CaseFile) -> frozenset[str]:
    """Every agency that has a step in the case's procedure."""
    return frozenset(station.agency for station in file.stations)
