"""Finding a service and reading all about it, before anybody signs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.kernel.localized import text
from satupintu.web.public import drawing, journey, seen
from satupintu.web.public.price import sample_bill
from satupintu.web.requests import as_request

MOST_HITS = 30
MOST_USED = 6
FEWEST_USED = 3  # below that, "most used" would claim too much


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, the ways in, life events, what most people need."""
    now = as_request(request).now
    every = catalogue.services()
    used = _most_used(every)
    listed = used + [p for p in every if p not in used and not p.definition.paused]
    context = {
        "topics": _topics(every),
        "count": len(every),
        "are_most_used": len(used) >= FEWEST_USED,
        "lines": [seen.line(p, now.date()) for p in listed[:MOST_USED]],
        "words": _first_words(every),
    }
    return render(request, "public/home.html", context)


def _most_used(every: list[Published]) -> list[Published]:
    """Those with enough finished cases to tell, the busiest first."""
    counted = [(seen.usual(p.code), p) for p in every if not p.definition.paused]
    known = [(found.n, p) for found, p in counted if found]
    return [p for _n, p in sorted(known, key=lambda pair: (-pair[0], pair[1].code))]


def _topics(every: list[Published]) -> list[dict[str, object]]:
    """Topics that have a service, each with the services in it."""
    groups = []
    for topic in catalogue.topics():
        inside = [p.definition for p in every if p.definition.topic == topic.code]
        if inside:
            titles = ", ".join(text(service.title) for service in inside)
            groups.append({"topic": topic, "titles": titles})
    return groups


def _first_words(every: list[Published]) -> list[str]:
    """A word or two that people use for some services, to start a search with."""
    language = get_language() or ""
    found = [p.definition.words.get(language, []) for p in every]
    return [words[0] for words in found if words][:4]


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The finder: `?q=` words, `?topic=` one topic, or the whole list."""
    now = as_request(request).now
    query = request.GET.get("q", "").strip()[:200]
    topic = request.GET.get("topic", "")
    topics = catalogue.topics()
    chosen = next((t for t in topics if t.code == topic), None)
    every = catalogue.services()
    context: dict[str, object] = {"query": query, "topics": topics, "chosen": chosen}
    if query:
        hits = catalogue.search(query, get_language() or "", MOST_HITS)
        found = [hit.published for hit in hits]
        context["meant"] = hits[0].meant if hits else ""
    elif chosen:
        found = [p for p in every if p.definition.topic == chosen.code]
    else:
        found = every
    context["lines"] = [seen.line(p, now.date()) for p in found]
    context["others"] = (
        [seen.line(p, now.date()) for p in every] if query and not found else []
    )
    return render(request, "public/services.html", context)


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """All about one service. Raises NotFound."""
    published = catalogue.current(code)
    return render(request, "public/service.html", service_context(request, published))


def service_context(request: HttpRequest, published: Published) -> dict[str, object]:
    """What the page of a service shows, of any of its versions."""
    definition = published.definition
    today = as_request(request).now.date()
    usual = seen.usual(published.code)
    sample = sample_bill(published, today)
    levels = journey.stages(definition, published.pack)
    name, partners = seen.agency_names(published)
    return {
        "service": definition,
        "published": published,
        "topic": next(
            (t for t in published.pack.topics if t.code == definition.topic), None
        ),
        "line": seen.line(published, today),
        "sample": sample,
        "needs": seen.needs(published),
        "usual": usual,
        "timing": seen.timing(published, usual),
        "agency": seen.agency(published, definition.agency),
        "agency_name": name,
        "partners": partners,
        "levels": levels,
        "side_by_side": journey.side_by_side(levels),
        "wide": drawing.picture(published, "wide"),
        "tall": drawing.picture(published, "tall"),
    }


@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """How far an application is, by the number on its receipt; nothing personal."""
    number = request.GET.get("number", "").strip().upper()[:60]
    case = cases.public_status(number) if number else None
    context = {
        "number": number,
        "case": case,
        "service": catalogue.current(case.service_code).definition if case else None,
    }
    status = 404 if number and case is None else 200
    return render(request, "public/track.html", context, status=status)


@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """The fourteen components of the service standard. Raises NotFound."""
    published = catalogue.current(code)
    context = service_context(request, published)
    return render(request, "public/standard.html", context)


@require_safe
def procedure_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of the procedure as a file of its own. Raises NotFound."""
    published = catalogue.current(code)
    return HttpResponse(
        drawing.picture(published, "wide"), content_type="image/svg+xml"
    )


@require_safe
def procedure_bpmn(request: HttpRequest, code: str) -> HttpResponse:
    """The procedure for other tools, as BPMN 2.0. Raises NotFound."""
    published = catalogue.current(code)
    response = HttpResponse(
        drawing.bpmn_of(published), content_type="application/xml; charset=utf-8"
    )
    name = f"{code}-v{published.version}.bpmn"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
