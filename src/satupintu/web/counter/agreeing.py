"""What a visitor at a counter is asked on the own phone: may this officer help,
may this be sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satupintu.cases import service as cases
from satupintu.catalogue import form
from satupintu.journeys import assisted
from satupintu.web.answers import Row, rows
from satupintu.web.requests import as_request


@never_cache
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, question: str) -> HttpResponse:
    """The question behind the letter's link, and its answer.

    Who holds the link reads the person's own mail; so no other sign-in is asked.
    """
    now = as_request(request).now
    asked = assisted.read_question(token=question, now=now)
    answer = request.POST.get("answer")
    if answer in ("yes", "no"):
        agrees = answer == "yes"
        case = assisted.answer_question(token=question, agrees=agrees, now=now)
        done = {"asked": asked, "agrees": agrees, "case": case}
        return render(request, "counter/agreed.html", done)
    context = {"asked": asked, "sections": _sections(asked.review)}
    return render(request, "counter/agree.html", context)


def _sections(review: cases.Review | None) -> list[tuple[object, list[Row]]]:
    """What would be sent, as on the page before sending."""
    if review is None:
        return []
    draft = review.draft
    return [
        (
            page.title,
            rows(
                draft.published,
                form.visible_questions(draft.published, page, draft.facts),
                draft.answers,
            ),
        )
        for page in draft.pages
    ]
