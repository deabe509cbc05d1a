"""The procedure as a picture with one case's place in it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from satupintu.cases import service as cases
from satupintu.catalogue.picture import END, START, Place, procedure_svg
from satupintu.web.public import drawing


@dataclass(frozen=True, slots=True)
class Picture:
    """The same picture for wide screens and for telephones."""

    wide: SafeString
    tall: SafeString


def case_picture(file: cases.CaseFile) -> Picture:
    """Where the case stands, in the active language."""
    places = {s.name: Place(s.place.value) for s in file.stations}
    granted = file.case.status == "granted"
    places |= {START: Place.DONE, END: Place.DONE if granted else Place.TODO}
    boxes = drawing.boxes(file.published, places)
    words = drawing.words()
    # The drawing escapes every text it is given.
    return Picture(
        wide=mark_safe(procedure_svg(boxes, words, "wide")),  # noqa: S308
        tall=mark_safe(procedure_svg(boxes, words, "tall")),  # noqa: S308
    )
