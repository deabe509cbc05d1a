"""A citizen follows the own applications on one timeline."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.insights import service as insights
from satupintu.journeys.settling import ask_for_permit, handed_at_counters
from satupintu.kernel.errors import Invalid, NotFound
from satupintu.payments import service as payments
from satupintu.permits import service as permits
from satupintu.web.accounts.files import file_response
from satupintu.web.answers import rows, shown
from satupintu.web.casefile import (
    agency_times,
    corrections_of,
    face_of,
    forecast_of,
    timeline_of,
)
from satupintu.web.fields import Field, from_question
from satupintu.web.guards import citizen_required
from satupintu.web.mycases.picture import case_picture
from satupintu.web.requests import SignedIn
from satupintu.web.uploads import raw_of, uploads_of


@require_GET
@citizen_required
def index(request: SignedIn) -> HttpResponse:
    """Drafts and cases, what waits for the citizen first."""
    drafts = [
        (draft, catalogue.version(draft.version_id))
        for draft in cases.drafts_of(request.actor)
    ]
    found = [
        (case, catalogue.version(case.version_id))
        for case in cases.cases_list(actor=request.actor)
    ]
    waiting = [row for row in found if row[0].status in ("correction", "payment")]
    others = [row for row in found if row not in waiting]
    context = {"drafts": drafts, "waiting": waiting, "others": others}
    return render(request, "mycases/index.html", context)


@require_GET
@citizen_required
def detail(request: SignedIn, number: str) -> HttpResponse:
    """One case: whose turn it is, until when, and the whole course."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    usual = insights.usual(file.published.code)
    permit = permits.permit_of(file.case.pk)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "face": face_of(file, request.now),
        "forecast": forecast_of(file, usual, request.now),
        "times": agency_times(file),
        "timeline": timeline_of(file),
        "corrections": corrections_of(file),
        "bills": payments.bills_of(file.case.pk),
        "permit": permit,
        "handover": permit
        and permits.handover_of(permit_id=permit.id, actor=request.actor),
        "at_counter": handed_at_counters(file.published),
        "sections": [
            (page, rows(file.published, page.questions, file.case.answers))
            for page in file.pages
        ],
        "picture": case_picture(file),
    }
    return render(request, "mycases/case.html", context)


@require_GET
@citizen_required
def receipt(request: SignedIn, number: str) -> HttpResponse:
    """The proof of filing: number, time, what was handed in. Made to print."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "usual": insights.usual(file.published.code),
    }
    return render(request, "mycases/receipt.html", context)


@require_http_methods(["GET", "POST"])
@citizen_required
def correct(request: SignedIn, number: str) -> HttpResponse:
    """Put right exactly what was asked."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        try:
            cases.answer_correction(
                case_id=file.case.pk,
                raw=raw_of(request),
                uploads=uploads_of(request),
                actor=request.actor,
                now=request.now,
            )
        except Invalid as error:
            errors = error.fields
        else:
            messages.success(request, _("Thank you. Your correction has been sent."))
            return redirect("case", number=number)
    if not file.waiting_corrections:
        return redirect("case", number=number)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "items": _items(request, file, errors),
        "errors": errors,
    }
    status = 422 if errors else 200
    return render(request, "mycases/correct.html", context, status=status)


@require_POST
@citizen_required
def handover(request: SignedIn, number: str) -> HttpResponse:
    """Fetch the permit at a counter: a code to say there, or another one."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    ask_for_permit(
        case_id=file.case.pk,
        renew="renew" in request.POST,
        actor=request.actor,
        now=request.now,
    )
    return redirect("case", number=number)


@require_http_methods(["GET", "POST"])
@citizen_required
def withdraw(request: SignedIn, number: str) -> HttpResponse:
    """Take the application back, after asking."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    if request.method == "POST":
        cases.withdraw(
            case_id=file.case.pk,
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, _("Your application is withdrawn."))
        return redirect("case", number=number)
    return render(request, "mycases/withdraw.html", {"case": file.case, "file": file})


@require_GET
@citizen_required
def paper(request: SignedIn, number: str, paper: str) -> HttpResponse:
    """Download a paper of the own case."""
    stored, data = cases.read_paper(
        ref=number, paper=paper, actor=request.actor, now=request.now
    )
    return file_response(stored, data)


@require_GET
@citizen_required
def permit(request: SignedIn, number: str) -> HttpResponse:
    """Download the signed permit."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    found = permits.permit_of(file.case.pk)
    if found is None:
        raise NotFound(_("The permit is not ready yet. Please look again in a minute."))
    stored, data = permits.document(actor=request.actor, permit_id=found.id)
    return file_response(stored, data)


@require_GET
@citizen_required
def picture(request: SignedIn, number: str) -> HttpResponse:
    """The procedure with this case's place in it, as a file of its own."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    svg = case_picture(file).wide
    return HttpResponse(svg, content_type="image/svg+xml")


def _items(
    request: SignedIn, file: cases.CaseFile, errors: Mapping[str, object]
) -> list[dict[str, object]]:
    """What was asked: each with its reason, the old value, and a field for the new."""
    questions = file.published.definition.questions
    items: list[dict[str, object]] = []
    shown_names: set[str] = set()
    for correction in file.waiting_corrections:
        for item in correction.items:
            name = item["name"]
            entry: dict[str, object] = {"name": name, "item": item}
            if name in shown_names:
                continue
            shown_names.add(name)
            if item["kind"] == "question":
                question = questions[name]
                value = file.case.answers.get(name)
                entry["title"] = question.label
                entry["was"] = shown(file.published, question, value)
                entry["field"] = _field(request, file, name, errors)
            else:
                entry |= _paper_entry(file, name, errors)
            items.append(entry)
    return [*items, *_brought_up(request, file, errors, shown_names)]


def _brought_up(
    request: SignedIn,
    file: cases.CaseFile,
    errors: Mapping[str, object],
    known: set[str],
) -> list[dict[str, object]]:
    """Questions and papers that only a corrected answer brings up."""
    questions = file.published.definition.questions
    sent = {form.question_of(field, questions) for field in request.POST}
    fresh = [n for n in (*questions, *file.published.papers) if n not in known]
    fresh = [name for name in fresh if name in errors or name in sent]
    return [
        {
            "name": name,
            "title": questions[name].label,
            "field": _field(request, file, name, errors),
        }
        for name in fresh
        if name in questions
    ] + [
        {"name": name} | _paper_entry(file, name, errors)
        for name in fresh
        if name in file.published.papers and name not in questions
    ]


def _paper_entry(
    file: cases.CaseFile, name: str, errors: Mapping[str, object]
) -> dict[str, object]:
    kind = file.published.papers[name]
    return {"paper": kind, "title": kind.title, "error": errors.get(name, "")}


def _field(
    request: SignedIn, file: cases.CaseFile, name: str, errors: Mapping[str, object]
) -> Field:
    question = file.published.definition.questions[name]
    return from_question(
        question,
        value=file.case.answers.get(name),
        raw=raw_of(request),
        error=str(errors.get(name, "")),
        options=form.visible_options(file.published, question, file.facts),
        scheme=file.published.identity_scheme(question),
    )
