"""Where the applicant is on the way: the bar above every page of a form."""

from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.cases import service as cases


@dataclass(frozen=True, slots=True)
class Progress:
    """Step `at` of `total`, and the address of the step before (may be empty)."""

    PAPERS: ClassVar[str] = "papers"
    CHECK: ClassVar[str] = "check"

    at: int
    total: int
    back: str

    @property
    def words(self) -> str:
        return _("Step %(at)d of %(total)d") % {"at": self.at, "total": self.total}

    @property
    def bars(self) -> list[bool]:
        return [i < self.at for i in range(self.total)]


def progress_of(draft: cases.DraftView, place: str) -> Progress:
    """The progress on the page of this name, or on `PAPERS` or `CHECK`."""
    stops = [reverse("draft-page", args=[draft.id, p.name]) for p in draft.pages]
    names = [page.name for page in draft.pages]
    if draft.papers:
        stops.append(reverse("draft-papers", args=[draft.id]))
        names.append(Progress.PAPERS)
    stops.append(reverse("draft-check", args=[draft.id]))
    names.append(Progress.CHECK)
    # A page may carry the name "papers" too; the fixed stops are looked up last.
    index = len(names) - 1 - names[::-1].index(place)
    back = (
        stops[index - 1] if index else reverse("service", args=[draft.published.code])
    )
    return Progress(at=index + 1, total=len(stops), back=back)
