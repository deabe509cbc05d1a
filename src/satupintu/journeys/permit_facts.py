"""What a permit states, taken from the case and its service's definition."""

from datetime import UTC, date, datetime

from satupintu.cases.service import CaseFacts
from satupintu.catalogue import answers
from satupintu.catalogue.schema import Output, Question, Text
from satupintu.kernel.errors import Misconfigured
from satupintu.kernel.spans import Span
from satupintu.permits.service import FactLine, PermitFacts


class NoValidity(Misconfigured):
    """The pack's expression for the first or last day gives no date."""

    code = "no_validity"


def facts_of(case: CaseFacts, output: Output) -> PermitFacts:
    """The lines to print, in every language of the pack."""
    service, pack = case.published.definition, case.published.pack
    agency = next(a for a in pack.agencies if a.code == service.agency)
    return PermitFacts(
        holder=str(case.answers.get(output.holder) or case.applicant_name),
        agency=agency.name,
        place=pack.place,
        languages=tuple(pack.languages),
        time_zone=pack.time_zone,
        lines=tuple(
            _line(case, case.published.questions[name], public=name in output.public)
            for name in output.claims
            if name != output.holder and case.facts.get(name) is not None
        ),
        address=pack.address,
        conditions=tuple(output.conditions),
        legal=tuple(basis.title for basis in service.legal_basis),
    )


def validity(
    case: CaseFacts, output: Output, issued_at: datetime
) -> tuple[date, date | None]:
    """First and last day, both included; no last day if the permit has no end.

    Raises `NoValidity`.
    """
    issued_on = case.closed_on or issued_at.date()
    first = _day(case, output.begins) if output.begins else issued_on
    first = max(first, issued_on)
    if output.ends:
        return first, _day(case, output.ends)
    if output.valid:
        return first, Span.parse(output.valid).after(first)
    return first, None


def _line(case: CaseFacts, question: Question, *, public: bool) -> FactLine:
    stored = case.answers.get(question.name)
    value: Text = {
        language: answers.shown(case.published, question, stored, language)
        for language in case.published.pack.languages
    }
    return FactLine(question.name, question.title, value, public)


def _day(case: CaseFacts, source: str) -> date:
    value = case.published.value(source, case.facts)
    if not isinstance(value, datetime):
        raise NoValidity(f"“{source}” gives no date for {case.number}.")
    return value.astimezone(UTC).date()
