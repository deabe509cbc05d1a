"""Applying online: one page of questions at a time, saved at every step."""

import uuid
from collections.abc import Mapping
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.schema import Page
from satupintu.journeys import assisted
from satupintu.kernel.errors import Invalid
from satupintu.people import service as people
from satupintu.web.accounts.files import file_response
from satupintu.web.answers import Row, rows
from satupintu.web.apply.progress import Progress, progress_of
from satupintu.web.fields import Field, from_question
from satupintu.web.guards import ForApplicants, P, applicant_required
from satupintu.web.requests import Applying
from satupintu.web.uploads import raw_of, uploads_of

SHOWN = "_shown"
LOOK = "_look"


def of_draft(view: ForApplicants[P]) -> ForApplicants[P]:
    """A page of a draft: once it is sent, it leads to the case instead."""

    @wraps(view)
    def page_of_draft(
        request: Applying, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except cases.DraftSent as sent:
            if request.assisted:
                return redirect("counter")
            return redirect("case", number=sent.number)

    return page_of_draft


@require_http_methods(["GET", "POST"])
@applicant_required
def start(request: Applying, code: str) -> HttpResponse:
    """Who is it for, and what will be needed. Starting twice gives the same draft."""
    published = catalogue.current(code)
    authorities = people.authorities_of(request.applicant, now=request.now)
    if request.method == "POST" or not authorities:
        chosen = request.POST.get("authority", "")
        draft_id = cases.start_draft(
            service_code=code,
            authority_id=_uuid(chosen),
            actor=request.applicant,
            now=request.now,
        )
        return redirect("draft", draft_id=draft_id)
    context = {"published": published, "authorities": authorities}
    return render(request, "apply/start.html", context)


@require_GET
@applicant_required
@of_draft
def resume(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """Go on where the draft was left, on whatever device."""
    draft = _open(request, draft_id)
    if draft.next_page:
        return redirect("draft-page", draft_id=draft_id, page=draft.next_page)
    if any(p.asked.required and not p.given for p in draft.papers):
        return redirect("draft-papers", draft_id=draft_id)
    return redirect("draft-check", draft_id=draft_id)


@require_http_methods(["GET", "POST"])
@applicant_required
@of_draft
def page(request: Applying, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """One page of questions."""
    errors: Mapping[str, str] = {}
    if LOOK in request.POST:
        return _look(request, draft_id, page)
    if request.method == "POST":
        cleaned = cases.save_page(
            draft_id=draft_id,
            page_name=page,
            raw=raw_of(request),
            actor=request.applicant,
            now=request.now,
        )
        if "later" in request.POST:
            messages.success(request, _("Saved. You can go on at any time."))
            return redirect(_home(request))
        if not cleaned.errors:
            return redirect(_after(request, draft_id, page))
        seen = set(request.POST.get(SHOWN, "").split(","))
        errors = {name: s for name, s in cleaned.errors.items() if name in seen}
    draft = _open(request, draft_id)
    current = _page_of(draft, page)
    context = {
        "draft": draft,
        "page": current,
        "fields": _fields(draft, current, errors),
        "errors": errors,
        "more": request.method == "POST" and not errors,
        "progress": progress_of(draft, page),
    }
    return render(request, "apply/page.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@applicant_required
@of_draft
def papers(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """Every paper asked for: upload it, or use the one we already hold."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _take_papers(request, draft_id)
        if "later" in request.POST and not errors:
            messages.success(request, _("Saved. You can go on at any time."))
            return redirect(_home(request))
    draft = _open(request, draft_id)
    if request.method == "POST" and "go" in request.POST:
        for paper in draft.papers:
            if paper.asked.required and not paper.given and paper.name not in errors:
                errors[paper.name] = _("Upload this paper, or go on later.")
        if not errors:
            return redirect("draft-check", draft_id=draft_id)
    if request.method == "POST" and not errors:
        return redirect("draft-papers", draft_id=draft_id)
    context = {
        "draft": draft,
        "errors": errors,
        "progress": progress_of(draft, Progress.PAPERS),
    }
    return render(request, "apply/papers.html", context, status=422 if errors else 200)


@require_GET
@applicant_required
@of_draft
def paper_file(request: Applying, draft_id: uuid.UUID, paper: str) -> HttpResponse:
    """Download a paper of the own draft."""
    stored, data = cases.read_draft_paper(
        draft_id=draft_id, paper=paper, actor=request.applicant
    )
    return file_response(stored, data)


@require_GET
@applicant_required
@of_draft
def check(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """Everything on one page before it is sent."""
    return _check_page(request, draft_id)


@require_POST
@applicant_required
@of_draft
def ask(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """An officer asks the applicant to agree to sending, by a code of its own."""
    draft = _open(request, draft_id)
    if not request.assisted:
        return redirect("draft-check", draft_id=draft.id)
    try:
        assisted.ask_to_send(draft_id=draft_id, actor=request.actor, now=request.now)
    except cases.Incomplete:
        return _check_page(request, draft_id)
    except people.TooManyCodes as refused:
        return _check_page(request, draft_id, {"code": refused.sentence})
    return redirect("draft-check", draft_id=draft_id)


@require_POST
@applicant_required
@of_draft
def send(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """Send it: exactly once, whatever is clicked."""
    if request.assisted:
        return _send_together(request, draft_id)
    if "sure" not in request.POST:
        sentence = _("Please confirm that your answers are true.")
        return _check_page(request, draft_id, {"sure": sentence})
    try:
        case = cases.submit_draft(
            draft_id=draft_id, actor=request.applicant, now=request.now
        )
    except cases.Incomplete:
        return _check_page(request, draft_id)
    except cases.ServiceChanged as changed:
        return _check_page(request, draft_id, {"sure": changed.sentence})
    return redirect("case-receipt", number=case.number)


@require_http_methods(["GET", "POST"])
@applicant_required
@of_draft
def discard(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """Delete a draft, after asking."""
    if request.method == "POST":
        cases.discard_draft(draft_id=draft_id, actor=request.applicant)
        messages.success(request, _("The draft is deleted."))
        return redirect(_home(request))
    return render(request, "apply/discard.html", {"draft": _open(request, draft_id)})


def _send_together(request: Applying, draft_id: uuid.UUID) -> HttpResponse:
    """With the code that the applicant has just read out."""
    try:
        case = assisted.send(
            draft_id=draft_id,
            code=request.POST.get("code", ""),
            actor=request.actor,
            now=request.now,
        )
    except cases.Incomplete:
        return _check_page(request, draft_id)
    except (
        cases.ConsentMissing,
        cases.ServiceChanged,
        people.CodeRefused,
        people.NoSuchQuestion,
    ) as refused:
        return _check_page(request, draft_id, {"code": refused.sentence})
    messages.success(
        request,
        _("Sent. The number is %(number)s; the applicant gets it by message.")
        % {"number": case.number},
    )
    return redirect("counter")


def _check_page(
    request: Applying, draft_id: uuid.UUID, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    review = cases.review_draft(
        draft_id=draft_id, actor=request.applicant, now=request.now
    )
    draft = review.draft
    sections: list[tuple[Page, str, list[Row]]] = []
    for current in draft.pages:
        href = reverse("draft-page", args=[draft_id, current.name])
        visible = form.visible_questions(draft.published, current, draft.facts)
        answered = rows(draft.published, visible, draft.answers, href=href)
        sections.append((current, href, answered))
    context = {
        "review": review,
        "draft": draft,
        "sections": sections,
        "problems": [(_problem_link(draft_id, p), p.sentence) for p in review.problems],
        "errors": errors or {},
        "progress": progress_of(draft, Progress.CHECK),
        "waiting": request.assisted
        and assisted.waits_for_consent(
            draft_id=draft_id, actor=request.actor, now=request.now
        ),
    }
    status = 422 if errors or (review.problems and request.method == "POST") else 200
    return render(request, "apply/check.html", context, status=status)


def _problem_link(draft_id: uuid.UUID, problem: form.Problem) -> str:
    if problem.kind == "paper" or not problem.page:
        return f"{reverse('draft-papers', args=[draft_id])}#f-{problem.name}"
    return f"{reverse('draft-page', args=[draft_id, problem.page])}#f-{problem.name}"


def _home(request: Applying) -> str:
    """Where one goes who stops for now."""
    return "counter" if request.assisted else "my-applications"


def _look(request: Applying, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """The questions as they would be after what is typed; nothing is saved."""
    draft = _open(request, draft_id)
    current = _page_of(draft, page)
    raw = raw_of(request)
    facts = form.clean_page(draft.published, current, raw, draft.facts).facts
    fields = [
        from_question(
            question,
            raw=raw,
            options=form.visible_options(draft.published, question, facts),
            scheme=draft.published.identity_scheme(question),
        )
        for question in form.visible_questions(draft.published, current, facts)
    ]
    return render(request, "apply/questions.html", {"fields": fields})


def _open(request: Applying, draft_id: uuid.UUID) -> cases.DraftView:
    return cases.open_draft(draft_id=draft_id, actor=request.applicant, now=request.now)


def _page_of(draft: cases.DraftView, name: str) -> Page:
    for current in draft.pages:
        if current.name == name:
            return current
    raise cases.NoSuchPage(_("This page is not part of your application."))


def _fields(
    draft: cases.DraftView, page: Page, errors: Mapping[str, str]
) -> list[Field]:
    visible = form.visible_questions(draft.published, page, draft.facts)
    return [
        from_question(
            question,
            value=draft.answers.get(question.name),
            raw=draft.pending,
            error=errors.get(question.name, ""),
            options=form.visible_options(draft.published, question, draft.facts),
            scheme=draft.published.identity_scheme(question),
        )
        for question in visible
    ]


def _after(request: Applying, draft_id: uuid.UUID, page: str) -> str:
    """The next page that is not done, else the one behind this, else papers."""
    draft = _open(request, draft_id)
    names = [p.name for p in draft.pages]
    later = names[names.index(page) + 1 :] if page in names else []
    wanted = next((n for n in later if n not in draft.pages_done), draft.next_page)
    if wanted:
        return reverse("draft-page", args=[draft_id, wanted])
    if draft.papers and any(not p.given for p in draft.papers):
        return reverse("draft-papers", args=[draft_id])
    return reverse("draft-check", args=[draft_id])


def _take_papers(request: Applying, draft_id: uuid.UUID) -> dict[str, str]:
    """Store what was uploaded, used or taken out; the sentences of what failed."""
    errors: dict[str, str] = {}
    actor, now = request.applicant, request.now
    if taken := request.POST.get("remove"):
        cases.remove_paper(draft_id=draft_id, paper=taken, actor=actor, now=now)
    for paper in request.POST.getlist("use"):
        cases.use_vault_paper(draft_id=draft_id, paper=paper, actor=actor, now=now)
    for paper, upload in uploads_of(request).items():
        try:
            cases.attach_paper(
                draft_id=draft_id, paper=paper, upload=upload, actor=actor, now=now
            )
        except Invalid as error:
            errors[paper] = error.sentence
    return errors


def _uuid(value: str) -> uuid.UUID | None:
    """None if nothing was chosen; an id that is nobody's for what is no id."""
    if not value:
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.UUID(int=0)
