"""The officer's desk: take a case, see what the role needs, decide."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.validators import slug_re
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.documents import service as documents
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.accounts.files import file_response
from satupintu.web.casefile import agency_times, corrections_of, face_of, timeline_of
from satupintu.web.guards import staff_required
from satupintu.web.office import desk
from satupintu.web.requests import SignedIn

SOON = timedelta(days=1)
FILTERS = ("all", "overdue", "soon", "mine")


@require_GET
@staff_required()
def queue(request: SignedIn) -> HttpResponse:
    """What is ready on the officer's posts, soonest due first; or what was sought."""
    words = request.GET.get("q", "").strip()[:100]
    chosen = request.GET.get("show", "all")
    found = cases.search(actor=request.actor, words=words) if words else None
    page = _page(request, chosen) if found is None else cases.QueuePage([], None)
    context = {
        "rows": desk.rows(page.tasks, request.now),
        "next": page.after.encode() if page.after else "",
        "counts": cases.counts(
            actor=request.actor, now=request.now, soon=request.now + SOON
        ),
        "most": cases.MOST_COUNTED,
        "found": desk.found(found) if found is not None else None,
        "words": words,
        "show": chosen if chosen in FILTERS else "all",
        "services": catalogue.services(),
        "service": request.GET.get("service", ""),
    }
    return render(request, "office/queue.html", context)


def _page(request: SignedIn, chosen: str) -> cases.QueuePage:
    return cases.queue(
        actor=request.actor,
        after=cases.Cursor.decode(request.GET.get("after", "")),
        service_code=request.GET.get("service", "")[:60],
        due_before=_due_before(request, chosen),
        mine=chosen == "mine",
    )


@require_POST
@staff_required()
def take_next(request: SignedIn) -> HttpResponse:
    """Open the most urgent case that nobody has taken yet."""
    case = cases.claim_next(actor=request.actor)
    if case is not None:
        return redirect("office-case", number=case.number)
    messages.success(request, _("There is nothing left to take. Well done."))
    return redirect("office-queue")


@require_http_methods(["GET", "POST"])
@staff_required()
def detail(request: SignedIn, number: str) -> HttpResponse:
    """The case as far as the officer's role needs it, and the decision."""
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        if request.POST.get("outcome") == "return":
            return _to_correction(number, request.POST.get("step", ""))
        errors = _decide(request, number, desk.decision_of(request.POST))
        if not errors:
            messages.success(request, _("Your decision is saved."))
            return redirect("office-queue")
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "face": face_of(file, request.now, "other"),
        "times": agency_times(file),
        "timeline": timeline_of(file, "other"),
        "corrections": corrections_of(file),
        "sections": desk.sections(file),
        "papers": desk.papers(file),
        "desks": [desk.desk_of(file, task, request.actor) for task in file.my_tasks],
        "checks": desk.checks(file),
        "newer": desk.newer_version(file, request.actor),
        "is_head": request.actor.holds(
            file.published.definition.agency, "head_of_unit"
        ),
        "errors": errors,
        "typed": request.POST,
    }
    status = 422 if errors else 200
    return render(request, "office/case.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_required()
def ask_correction(request: SignedIn, number: str, step: str) -> HttpResponse:
    """Point at what the applicant has to put right, each with its reason."""
    errors: Mapping[str, object] = {}
    if request.method == "POST":
        errors = _decide(request, number, desk.correction_decision(request.POST, step))
        if not errors:
            messages.success(request, _("The applicant has been asked to correct."))
            return redirect("office-queue")
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    task = next((t for t in file.my_tasks if t.step == step), None)
    if task is None:
        return redirect("office-case", number=number)
    context = {
        "file": file,
        "case": file.case,
        "service": file.published.definition,
        "task": task,
        "sections": desk.askable(file, request.POST),
        "papers": desk.askable_papers(file, request.POST),
        "errors": errors,
        "typed": request.POST,
    }
    status = 422 if errors else 200
    return render(request, "office/return.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_required("manager")
def move(request: SignedIn, number: str) -> HttpResponse:
    """Move an open case to the newest version of its service, after showing it."""
    plan = cases.rebase_plan(ref=number, actor=request.actor)
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    if plan is None:
        return redirect("office-case", number=number)
    if request.method == "POST":
        cases.rebase(case_id=file.case.pk, actor=request.actor, now=request.now)
        messages.success(request, _("The case now follows the newest version."))
        return redirect("office-case", number=number)
    context = {"plan": plan, "case": file.case, "file": file}
    return render(request, "office/move.html", context)


@require_GET
@staff_required()
def paper(request: SignedIn, number: str, paper: str) -> HttpResponse:
    """Download a paper that the officer's role may see."""
    stored, data = cases.read_paper(
        ref=number, paper=paper, actor=request.actor, now=request.now
    )
    return file_response(stored, data)


@require_GET
@staff_required()
def preview(request: SignedIn, number: str, paper: str, page: int) -> HttpResponse:
    """A page of a paper as a picture; the upload itself is never shown inline."""
    stored, data = cases.read_paper(
        ref=number, paper=paper, actor=request.actor, now=request.now
    )
    picture = documents.picture(stored, data, page=page)
    response = HttpResponse(picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _to_correction(number: str, step: str) -> HttpResponse:
    if slug_re.match(step):
        return redirect("office-return", number, step)
    return redirect("office-case", number=number)


def _decide(
    request: SignedIn, number: str, decision: cases.Decision
) -> Mapping[str, object]:
    """Save the decision; what is wrong with it otherwise."""
    file = cases.open_case(ref=number, actor=request.actor, now=request.now)
    try:
        cases.decide(
            case_id=file.case.pk,
            decision=decision,
            actor=request.actor,
            now=request.now,
        )
    except Invalid as error:
        return error.fields or {"": error.sentence}
    except Refused as error:
        return {"": error.sentence}
    return {}


def _due_before(request: SignedIn, chosen: str) -> datetime | None:
    if chosen == "overdue":
        return request.now
    return request.now + SOON if chosen == "soon" else None
