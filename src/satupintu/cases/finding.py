"""Finding a case by its number or by a part of the applicant's name.

How long it takes must not depend on how many cases there are, nor on how common
a name is. A whole number has an index of its own. Of a common name the newest
cases are enough, and they are near the start of the list by date; a rare one is
found by the trigrams of what is sought, joined in one index with the posts that
may see the case. One statement goes all ways, and none that is not needed.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from satupintu.cases.models import Case
from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor

LEAST_LETTERS = 3
# What no list shows.
BULKY = ("answers", "papers", "clock", "decision_reason")
# So many of the newest cases are looked through. A name that does not fill a page
# from them belongs to less than one in a hundred cases.
NEWEST = 2500
_FIND = """
    WITH exact AS MATERIALIZED (
        SELECT id, posts FROM cases_case
        WHERE tenant_id = %(tenant)s AND number = ANY(%(numbers)s::varchar[])
    ), newest AS MATERIALIZED (
        SELECT id, posts, search FROM cases_case
        WHERE NOT EXISTS (SELECT FROM exact) AND tenant_id = %(tenant)s
        ORDER BY submitted_at DESC, id DESC LIMIT %(newest)s
    ), common AS MATERIALIZED (
        SELECT id FROM newest WHERE posts && %(posts)s::varchar[]
           AND search LIKE %(words)s LIMIT %(size)s
    ), rare AS MATERIALIZED (
        SELECT id, submitted_at FROM cases_case
        WHERE NOT EXISTS (SELECT FROM exact)
          AND (SELECT count(*) FROM common) < %(size)s
          AND tenant_id = %(tenant)s
          AND posts && %(posts)s::varchar[] AND search LIKE %(words)s
    )
    SELECT id FROM exact WHERE posts && %(posts)s::varchar[]
    UNION SELECT id FROM common UNION
    (SELECT id FROM rare ORDER BY submitted_at DESC, id DESC LIMIT %(size)s)
"""


def search(*, actor: Actor, words: str, size: int = 25) -> Sequence[Case]:
    """Cases on the actor's posts whose number or applicant contains the words.

    The newest first; nothing for fewer than `LEAST_LETTERS` letters.
    """
    given = words.strip()
    wanted = given.lower()
    if len(wanted) < LEAST_LETTERS or not actor.posts:
        return []
    values: dict[str, Any] = {
        "tenant": tenancy.current_id(),
        "newest": NEWEST,
        "numbers": [given, given.upper()],
        "posts": [post_name(*post) for post in sorted(actor.posts)],
        "words": f"%{connection.ops.prep_for_like_query(wanted)}%",
        "size": size,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        found = [case_id for (case_id,) in cursor.fetchall()]
    cases = Case.objects.filter(pk__in=found).defer(*BULKY)
    return list(cases.order_by("-submitted_at", "-id")[:size])


def post_name(agency: str, role: str) -> str:
    """How a post stands in `Case.posts`."""
    return f"{agency}/{role}"
