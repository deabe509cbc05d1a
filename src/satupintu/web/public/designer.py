"""The service designer's preview: what a version asks, says, costs and changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from satupintu.catalogue import differences, service as catalogue, trial
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Question
from satupintu.web.guards import staff_required
from satupintu.web.public import anatomy, conditions, drawing, journey
from satupintu.web.public.price import bill_from
from satupintu.web.public.views import service_context
from satupintu.web.requests import SignedIn, as_request

ROLE = "designer"
VIEWS = {
    "form": _("Form"),
    "papers": _("Papers and fees"),
    "procedure": _("Procedure"),
    "texts": _("Texts"),
    "checks": _("Checks"),
    "changes": _("Changes"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """A service in the designer's list."""

    published: Published
    versions: int
    doubts: int
    untranslated: int
    failures: int


@require_safe
@staff_required(role=ROLE)
def index(request: SignedIn) -> HttpResponse:
    """Every service with its versions and what is still open about it."""
    found = [_overview(p, request.now.date()) for p in catalogue.services()]
    return render(request, "designer/index.html", {"overviews": found})


@require_safe
@staff_required(role=ROLE)
def citizen(request: SignedIn, code: str) -> HttpResponse:
    """The page that a citizen sees, of any version. Raises NotFound."""
    published = _version(request, code)
    context = service_context(request, published) | _context(request, published)
    context["preview"] = True
    return render(request, "designer/citizen.html", context)


@require_safe
@staff_required(role=ROLE)
def part(request: SignedIn, code: str, view: str) -> HttpResponse:
    """One aspect of a version, see `VIEWS`. Raises NotFound."""
    if view not in VIEWS:
        raise Http404
    published = _version(request, code)
    context = _context(request, published) | {"view": view}
    context |= _PARTS[view](request, published)
    return render(request, f"designer/{view}.html", context)


def _version(request: HttpRequest, code: str) -> Published:
    number = request.GET.get("version", "")
    if not number.isascii() or not number.isdigit():
        return catalogue.current(code)
    return catalogue.version(catalogue.version_id_of(code, int(number[:9])))


def _context(request: HttpRequest, published: Published) -> dict[str, object]:
    versions = catalogue.published_versions(published.code)
    return {
        "service": published.definition,
        "published": published,
        "versions": versions,
        "is_newest": not versions or versions[0][0] == published.version,
        "views": VIEWS.items(),
        "query": f"?version={published.version}" if "version" in request.GET else "",
    }


def _overview(published: Published, today: date) -> Overview:
    languages = published.pack.languages
    texts = anatomy.texts(published.definition)
    outcomes = trial.run_examples(published, today=today)
    return Overview(
        published=published,
        versions=len(catalogue.published_versions(published.code)),
        doubts=len(anatomy.doubts(published.definition)),
        untranslated=sum(bool(words.missing(languages)) for words in texts),
        failures=sum(bool(outcome.failures) for outcome in outcomes),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form shows it, with the rules around it."""

    question: Question
    raw: dict[str, list[str]]
    when: str


def _form(request: HttpRequest, published: Published) -> dict[str, object]:
    pages = [
        (
            page,
            _when(page.show_if, published),
            [_asked(q, published) for q in page.questions],
        )
        for page in published.definition.form
    ]
    return {"pages": pages}


def _asked(question: Question, published: Published) -> Asked:
    raw = trial.raw_sample(question) if question.sample is not None else {}
    return Asked(question, dict(raw), _when(question.show_if, published))


def _when(rule: str | None, published: Published) -> str:
    """The rule in words; as it is written where it is too involved for that."""
    if not rule:
        return ""
    return conditions.in_words(rule, published.definition.questions) or rule


def _papers(request: HttpRequest, published: Published) -> dict[str, object]:
    today = as_request(request).now.date()
    tried = []
    for example in published.definition.examples:
        facts = trial.facts_of(published, example, today)
        tried.append((example, bill_from(published, facts)))
    papers = [
        (paper, published.papers[paper.paper]) for paper in published.definition.papers
    ]
    return {"papers": papers, "tried": tried, "tables": published.tables.values()}


def _procedure(request: HttpRequest, published: Published) -> dict[str, object]:
    service = published.definition
    steps = [
        (name, service.procedure[name], _who(name, published))
        for name in published.order
    ]
    return {
        "steps": steps,
        "levels": journey.stages(service, published.pack),
        "wide": drawing.picture(published, "wide"),
        "tall": drawing.picture(published, "tall"),
    }


def _who(name: str, published: Published) -> str:
    service = published.definition
    return journey.who(service.procedure[name], service, published.pack)


def _texts(request: HttpRequest, published: Published) -> dict[str, object]:
    return {
        "languages": published.pack.languages,
        "texts": anatomy.texts(published.definition),
    }


def _checks(request: HttpRequest, published: Published) -> dict[str, object]:
    today = as_request(request).now.date()
    languages = published.pack.languages
    texts = anatomy.texts(published.definition)
    gaps = [(words, words.missing(languages)) for words in texts]
    return {
        "doubts": anatomy.doubts(published.definition),
        "outcomes": trial.run_examples(published, today=today),
        "gaps": [(words, missing) for words, missing in gaps if missing],
    }


def _changes(request: HttpRequest, published: Published) -> dict[str, object]:
    older = [
        version_id
        for number, version_id, _at in catalogue.published_versions(published.code)
        if number < published.version
    ]
    if not older:
        return {"before": None}
    before = catalogue.version(older[0])
    return {
        "before": before,
        "changes": list(differences.changes(before, published)),
    }


_PARTS = {
    "form": _form,
    "papers": _papers,
    "procedure": _procedure,
    "texts": _texts,
    "checks": _checks,
    "changes": _changes,
}
