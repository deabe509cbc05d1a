"""Finding a service by what people type, misspelt or not, in any language.

Full text first (each language of the pack with its own stemmer); if that finds
little, words that look alike (trigrams); last, services that share a word.
"""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django.db import connection

from satupintu.catalogue import versions
from satupintu.catalogue.published import Published
from satupintu.catalogue.versions import Release
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.kernel.plainly import plain

MAX_QUERY = 200
FEW = 3

_FULL = """
    SELECT s.current_id, ts_rank(s.search, q.ts) AS score
      FROM catalogue_service s, (SELECT {query} AS ts) q
     WHERE s.tenant_id = %s AND s.search @@ q.ts
     ORDER BY score DESC, s.code LIMIT %s
"""
_ALIKE = """
    SELECT s.current_id, word_similarity(%s, s.words) AS score
      FROM catalogue_service s
     WHERE s.tenant_id = %s AND %s <%% s.words
     ORDER BY score DESC, s.code LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that fits. `meant` is the wording it was found by, if only alike.

    A paused service is found too; `published.definition.paused` says why.
    """

    published: Published
    score: float
    meant: str = ""


def search(query: str, language: str, limit: int = 20) -> list[Hit]:
    """The services that fit, best first; an empty query lists all of them.

    Nothing is found for a query that resembles nothing.
    """
    wanted = plain(query[:MAX_QUERY])
    newest = versions.release()
    if not wanted:
        ids = list(newest.services.values())[:limit]
        return [Hit(found, 0.0) for found in versions.versions(ids, newest)]
    languages = newest.pack.languages
    exact = _full_text(wanted, languages, limit, every_word=True)
    alike = _alike(wanted, limit) if len(exact) < FEW else []
    if not exact and not alike:
        exact = _full_text(wanted, languages, limit, every_word=False)
    return _hits(wanted, exact, alike, language, newest)[:limit]


def config_of(language: str) -> str:
    """The name of PostgreSQL's text search configuration for a language."""
    try:
        name = str(Locale.parse(language, sep="-").english_name).lower()
    except (UnknownLocaleError, ValueError):
        return "simple"
    return name if name in _configs() else "simple"


@lru_cache(maxsize=1)
def _configs() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        return frozenset(str(row[0]) for row in cursor.fetchall())


Found = list[tuple[uuid.UUID, float]]


def _full_text(
    wanted: str, languages: Sequence[str], limit: int, *, every_word: bool
) -> Found:
    configs = sorted({config_of(language) for language in languages})
    # The text holds no signs any more, so “or” and “-” cannot turn it around.
    words = wanted if every_word else " or ".join(wanted.split())
    query = " || ".join("websearch_to_tsquery(%s::regconfig, %s)" for _ in configs)
    values = [value for config in configs for value in (config, words)]
    return _run(_FULL.format(query=query), [*values, tenancy.current_id(), limit])


def _alike(wanted: str, limit: int) -> Found:
    return _run(_ALIKE, [wanted, tenancy.current_id(), wanted, limit])


def _run(sql: str, values: list[Any]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [(row[0], float(row[1])) for row in cursor.fetchall()]


def _hits(
    wanted: str, exact: Found, alike: Found, language: str, newest: Release
) -> list[Hit]:
    known = {version_id for version_id, _ in exact}
    more = [(i, score) for i, score in alike if i not in known]
    found = versions.versions([i for i, _ in exact + more], newest)
    scores = [score for _, score in exact + more]
    hits = []
    for index, (published, score) in enumerate(zip(found, scores, strict=True)):
        is_alike = index >= len(exact)
        meant = _meant(wanted, published, language) if is_alike else ""
        hits.append(Hit(published, score, meant))
    return hits


def _meant(wanted: str, published: Published, language: str) -> str:
    """The wording of the service that is nearest to what was typed."""
    service = published.definition
    phrases = [text(service.title, language), *service.words.get(language, [])]
    phrases += [word for words in service.words.values() for word in words]
    return max(
        phrases,
        key=lambda p: difflib.SequenceMatcher(None, wanted, plain(p)).ratio(),
    )
