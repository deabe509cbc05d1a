"""What the finder reads about a service: a search vector and plain words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import connection

from satupintu.catalogue.finder import config_of
from satupintu.catalogue.schema import Pack, PaperType, Service
from satupintu.kernel.plainly import plain

_UPDATE = "UPDATE catalogue_service SET words = %s, search = {vector} WHERE id = %s"
_PART = "setweight(to_tsvector(%s::regconfig, %s), %s)"


def index(
    row_id: uuid.UUID, service: Service, pack: Pack, papers: Mapping[str, PaperType]
) -> None:
    """Bring the finder's columns of a service in step with its definition.

    Weights: title and words A, summary C, papers and agency D.
    """
    parts: list[str] = []
    for language in pack.languages:
        for weight, said in _texts(service, pack, papers, language):
            parts += [config_of(language), plain(said), weight]
    vector = " || ".join([_PART] * (len(parts) // 3))
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE.format(vector=vector), [_words(service), *parts, row_id])


def _words(service: Service) -> str:
    """Titles and words of all languages, one phrase in each line."""
    phrases = [*service.title.values()]
    phrases += [word for words in service.words.values() for word in words]
    return "\n".join(dict.fromkeys(plain(phrase) for phrase in phrases))


def _texts(
    service: Service, pack: Pack, papers: Mapping[str, PaperType], language: str
) -> list[tuple[str, str]]:
    agency = next((a for a in pack.agencies if a.code == service.agency), None)
    names = [papers[p.paper].title.get(language, "") for p in service.papers]
    if agency:
        names += [agency.name.get(language, ""), agency.short.get(language, "")]
    titles = [service.title.get(language, ""), *service.words.get(language, [])]
    return [
        ("A", " ".join(titles)),
        ("C", service.summary.get(language, "")),
        ("D", " ".join(names)),
    ]
