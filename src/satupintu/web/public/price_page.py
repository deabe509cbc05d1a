"""Working out the price of a service: only the questions it hangs on, no sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Choice, Question
from satupintu.web.public import seen
from satupintu.web.public.price import bill_of, needed_questions
from satupintu.web.requests import as_request

_CHANNEL = "online"


@dataclass(slots=True)
class Answered:
    """The answers so far, and the questions that are asked now with their errors."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[Question, list[Choice]]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


@require_safe
def fee(request: HttpRequest, code: str) -> HttpResponse:
    """The price calculator. Raises NotFound."""
    published = catalogue.current(code)
    today = as_request(request).now.date()
    raw = {name: request.GET.getlist(name) for name in request.GET}
    sent = bool(raw)
    answered = _read(published, raw, today)
    bill = None
    if not published.definition.fees or (sent and not answered.errors):
        bill = bill_of(published, answered.answers, today)
    seen_before = {form.question_of(name, published.questions) for name in raw}
    fresh = {q.name for q, _options in answered.asked if q.name not in seen_before}
    # A question that only now appears is not an error: nobody has seen it yet.
    errors = {n: e for n, e in answered.errors.items() if sent and n not in fresh}
    context = {
        "service": published.definition,
        "line": seen.line(published, today),
        "asked": [(q, o, errors.get(q.name, "")) for q, o in answered.asked],
        "raw": raw,
        "errors": errors,
        "more": sent and bool(answered.errors) and not errors,
        "bill": bill,
    }
    return render(request, "public/fee.html", context)


def _read(published: Published, raw: Mapping[str, list[str]], today: date) -> Answered:
    """Clean the needed answers page by page, as later questions hang on earlier."""
    wanted = {question.name for question in needed_questions(published.definition)}
    result = Answered()
    for page in published.definition.form:
        facts = _facts(published, result.answers, today)
        if page not in form.visible_pages(published, facts):
            continue
        cleaned = form.clean_page(published, page, raw, facts)
        result.answers |= {n: a for n, a in cleaned.answers.items() if n in wanted}
        result.errors |= {n: e for n, e in cleaned.errors.items() if n in wanted}
        facts = _facts(published, result.answers, today)
        result.asked += [
            (question, form.visible_options(published, question, facts))
            for question in form.visible_questions(published, page, facts)
            if question.name in wanted
        ]
    return result


def _facts(
    published: Published, answers: Mapping[str, object], today: date
) -> dict[str, object]:
    return form.make_facts(
        published, answers, channel=_CHANNEL, on_behalf=False, today=today
    )
