"""Which stored files a person's applications hold."""

import uuid

from satupintu.cases.models import Case, Correction, Draft


def holds_file(*, account_id: uuid.UUID, file_id: uuid.UUID) -> bool:
    """Whether a draft, a case or an answered correction of this person has the file.

    The papers of one person are few, so they are looked through here.
    """
    wanted = str(file_id)
    drafts = Draft.objects.filter(account_id=account_id)
    sent = Case.objects.filter(account_id=account_id)
    for papers in (
        *drafts.values_list("papers", flat=True),
        *sent.values_list("papers", flat=True),
    ):
        if wanted in papers.values():
            return True
    corrected = Correction.objects.filter(case__account_id=account_id)
    return any(
        wanted in str(values)
        for pair in corrected.values_list("before", "after")
        for values in pair
    )
