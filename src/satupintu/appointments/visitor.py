"""Who comes: a name, and where our messages go."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Invalid, Sentence
from satupintu.people import service as people

MOST_LETTERS = 200


class BadVisitor(Invalid):
    """The name or the contact is missing or wrong; `fields` says which."""

    code = "bad_visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """`contact` is an e-mail address or a phone number; `language` of letters."""

    name: str
    contact: str
    language: str = ""


def clean_visitor(visitor: Visitor) -> Visitor:
    """In the form in which it is kept. Raises `BadVisitor`."""
    fields: dict[str, Sentence] = {}
    name = " ".join(visitor.name.split())
    if len(name) < 2 or len(name) > MOST_LETTERS or not name.isprintable():
        fields["name"] = _("Enter the name of the person who comes")
    contact = ""
    try:
        country = catalogue.pack().country
        contact = str(people.parse_address(text=visitor.contact, country=country))
    except people.BadAddress as bad:
        fields["contact"] = bad.sentence
    if fields:
        raise BadVisitor(_("Check what is marked below."), fields=fields)
    return Visitor(name, contact, visitor.language[:5])
