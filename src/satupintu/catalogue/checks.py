"""Whether a pack may be published: every fault, with file, line and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from satupintu.catalogue import trial
from satupintu.catalogue.areas.stored import check_areas
from satupintu.catalogue.checks_expressions import check_expressions, tables_of
from satupintu.catalogue.checks_home import check_home
from satupintu.catalogue.checks_mall import check_malls
from satupintu.catalogue.checks_pack import check_pack
from satupintu.catalogue.checks_service import (
    check_examples,
    check_fees,
    check_form,
    check_names,
    check_output,
    check_papers,
    check_procedure,
)
from satupintu.catalogue.checks_texts import missing_languages, unsure
from satupintu.catalogue.faults import Fault, errors
from satupintu.catalogue.loader import LoadedPack, LoadedService
from satupintu.catalogue.schema import Confidence, Fact
from satupintu.catalogue.voice import check_voice
from satupintu.kernel.errors import SatupintuError

#: Tries to compile a template: (name, source, every template) -> what is wrong.
TemplateChecker = Callable[[str, str, dict[str, str]], str]

_registered: list[TemplateChecker] = []


def use_template_checker(checker: TemplateChecker) -> None:
    """Let the module that prints permits say how a template is compiled."""
    _registered[:] = [checker]


def template_checker() -> TemplateChecker | None:
    """The registered checker; None if templates cannot be compiled here."""
    return _registered[0] if _registered else None


def check(
    loaded: LoadedPack, *, template: TemplateChecker | None = None
) -> list[Fault]:
    """Every fault and warning of a pack that could be read, in order of place."""
    found = [*check_pack(loaded)]
    languages = loaded.pack.languages
    pack_texts = loaded.pack.model_copy(update={"tables": [], "malls": []})
    for path, sentence, todo in missing_languages(pack_texts, languages):
        found.append(loaded.fault(path, sentence, todo))
    for index, table in enumerate(loaded.pack.tables):
        for path, sentence, todo in missing_languages(table, languages):
            found.append(loaded.fault(("tables", index, *path), sentence, todo))
    found += check_malls(loaded)
    found += check_home(loaded)
    found += check_voice(loaded.folder, loaded.pack)
    found += check_areas(loaded.folder, loaded.pack)
    # The services stand on the pack: a broken calendar would fail each of them.
    if not errors(found):
        for item in loaded.services:
            found += check_service(loaded, item)
        found += _unused(loaded)
    if template:
        found += _templates(loaded, template)
    found += _to_verify(loaded)
    return sorted(set(found))


def check_service(loaded: LoadedPack, item: LoadedService) -> list[Fault]:
    """What is wrong with one service of a sound pack."""
    service, pack = item.service, loaded.pack
    said = chain(
        missing_languages(service, pack.languages),
        check_names(service, pack),
        check_form(service, pack),
        check_papers(service, pack),
        check_fees(service, pack),
        check_procedure(service, pack),
        check_output(service, loaded.templates),
        check_examples(service),
        check_expressions(service, pack),
    )
    found = [item.source.fault(path, sentence, todo) for path, sentence, todo in said]
    if not found:
        found += _tried(loaded, item)
    return found + list(_advice(item))


def _tried(loaded: LoadedPack, item: LoadedService) -> Iterator[Fault]:
    """Samples and examples, on a service whose parts are sound."""
    try:
        published = trial.as_published(loaded, item.service)
        samples = list(trial.bad_samples(published))
        outcomes = trial.run_examples(published)
    except SatupintuError as error:
        yield item.source.fault((), error.sentence)
        return
    for name, sentence in samples:
        yield item.source.fault(
            (*_path_of(item, name), "sample"),
            f"The sample answer of “{name}” is refused: {sentence}",
            "Give a sample that a citizen could write.",
        )
    for index, outcome in enumerate(outcomes):
        for failure in outcome.failures:
            yield item.source.fault(
                ("examples", index),
                f"The example “{outcome.name}” fails. {failure}",
                "Correct the example or the service.",
            )


def _path_of(item: LoadedService, question: str) -> tuple[str | int, ...]:
    for number, page in enumerate(item.service.form):
        for index, asked in enumerate(page.questions):
            if asked.name == question:
                return ("form", number, "questions", index)
    return ("form",)


def _advice(item: LoadedService) -> Iterator[Fault]:
    """What does not stop a service, but leaves citizens guessing."""
    service, source = item.service, item.source
    if not service.examples:
        yield _warning(
            source.fault(("examples",), "The service has no examples.", "Add two.")
        )
    if not service.fees and not service.free:
        yield _warning(
            source.fault(
                ("fees",),
                "The service is free, but does not say why.",
                "Add `free` with `why` and `legal`.",
            )
        )
    for number, page in enumerate(service.form):
        for index, question in enumerate(page.questions):
            if not question.why:
                path = ("form", number, "questions", index)
                sentence = f"“{question.name}” does not say why it is asked."
                yield _warning(source.fault(path, sentence, "Add `why` and `legal`."))


def _warning(fault: Fault) -> Fault:
    return Fault(fault.file, fault.line, fault.sentence, fault.todo, warning=True)


def _unused(loaded: LoadedPack) -> Iterator[Fault]:
    used = {s.service.output.template for s in loaded.services if s.service.output}
    for name in loaded.templates:
        if name not in used:
            yield Fault(
                f"templates/{name}",
                0,
                "No service uses this template.",
                "Name it in an `output`, or take it out.",
                warning=True,
            )


def _templates(loaded: LoadedPack, template: TemplateChecker) -> Iterator[Fault]:
    for name, text in sorted(loaded.templates.items()):
        wrong = template(name, text, loaded.templates)
        if wrong:
            todo = "Correct the Typst source."
            yield Fault(f"templates/{name}", 0, wrong, todo)


def _to_verify(loaded: LoadedPack) -> Iterator[Fault]:
    """Facts from memory or assumption: shown as unverified to everybody."""
    pack = loaded.pack.model_copy(update={"tables": []})
    for path, fact in unsure(pack):
        yield _unverified(loaded.fault(path, ""), fact)
    for index, table in enumerate(loaded.pack.tables):
        for path, fact in unsure(table):
            yield _unverified(loaded.fault(("tables", index, *path), ""), fact)
    for item in loaded.services:
        for path, fact in unsure(item.service):
            yield _unverified(item.source.fault(path, ""), fact)


def _unverified(place: Fault, fact: Fact) -> Fault:
    said = {
        Confidence.MEMORY: "This is from memory",
        Confidence.ASSUME: "This is an assumption",
        Confidence.DERIVED: "This is derived",
        Confidence.FOUND: "",
    }[fact.confidence]
    about = f" ({fact.source})" if fact.source else ""
    return Fault(
        place.file,
        place.line,
        f"To be verified: {said}{about}.",
        "Check the source, then set confidence: found.",
        warning=True,
    )


__all__ = [
    "TemplateChecker",
    "check",
    "check_service",
    "tables_of",
    "template_checker",
    "use_template_checker",
]
