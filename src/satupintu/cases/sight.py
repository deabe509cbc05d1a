"""What an actor may see of a case: the applicant all, an officer what a role needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from satupintu.cases.models import Case, Task
from satupintu.catalogue.published import Published
from satupintu.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Sight:
    """Names of the pages, questions and papers that may be shown."""

    pages: frozenset[str]
    questions: frozenset[str]
    papers: frozenset[str]


def sight_of(
    case: Case, published: Published, tasks: Iterable[Task], actor: Actor
) -> Sight:
    """The union of what the actor's steps may see while the case is open."""
    service = published.definition
    all_pages = frozenset(page.name for page in service.form)
    all_papers = frozenset(paper.paper for paper in service.papers)
    if not actor.is_staff:
        return _sight(published, all_pages, all_papers)
    if case.closed_at is not None:
        # What nobody works on any more, nobody needs to see (UU 27/2022).
        return _sight(published, frozenset(), frozenset())
    pages: set[str] = set()
    papers: set[str] = set()
    for step in {t.step for t in tasks if actor.holds(t.agency, t.role)}:
        if step not in service.procedure:  # gone with a newer version
            continue
        sees = service.procedure[step].sees
        pages |= all_pages if sees is None else set(sees.pages)
        papers |= all_papers if sees is None else set(sees.papers)
    return _sight(published, frozenset(pages), frozenset(papers))


def _sight(
    published: Published, pages: frozenset[str], papers: frozenset[str]
) -> Sight:
    questions = frozenset(
        question.name
        for page in published.definition.form
        if page.name in pages
        for question in page.questions
    )
    return Sight(pages=pages, questions=questions, papers=papers)
