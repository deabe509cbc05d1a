"""What an application says, as one digest: the journal vouches for it.

The digest is written with every entry that takes in answers or papers, so that a
change in the table behind the application's back is found.
"""

import hashlib
import json
import uuid

from satupintu.cases.models import Case
from satupintu.kernel import journal

KEY = "content"


def digest_of(case: Case) -> str:
    """SHA-256 of the answers and the papers' file ids, as canonical JSON."""
    said = {"answers": case.answers, "papers": case.papers}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_written(stream: uuid.UUID) -> bool:
    """Whether the case still says what its journal last took in.

    True for a stream that is no case, or that took nothing in.
    """
    case = Case.objects.filter(pk=stream).first()
    if case is None:
        return True
    written = [e.data[KEY] for e in journal.entries(stream) if KEY in e.data]
    return not written or written[-1] == digest_of(case)
