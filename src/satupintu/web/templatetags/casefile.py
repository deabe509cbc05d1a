"""Template tags for pages about a case: `{% load casefile %}`."""

from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.kernel.money import format_number
from satupintu.web import casefile

register = template.Library()
_CELL = 64


@register.simple_tag
def status_tag(case: cases.Case, reader: casefile.Reader = "applicant") -> str:
    """The case's status as a tag."""
    return _tag(casefile.status_tag(case, reader))


@register.simple_tag
def outcome_tag(outcome: str) -> str:
    """A step's outcome as a tag."""
    return _tag(casefile.outcome_tag(outcome))


@register.simple_tag
def agency_name(file: cases.CaseFile, code: str) -> str:
    """The short name of an agency of the case's pack."""
    return casefile.agency_name(file.published, code)


@register.simple_tag
def clock_bar(face: casefile.Face) -> SafeString:
    """The working days of the promise as boxes, filled as far as they are used."""
    days = max(1, min(round(face.total), 30))
    words = _("%(used)s of %(total)s working days used") % {
        "used": format_number(Decimal(str(round(face.used, 1)))),
        "total": days,
    }
    boxes = format_html_join("", "{}", ((_box(i, face.used),) for i in range(days)))
    return format_html(
        '<svg class="clock-bar" viewBox="0 0 {} 18" role="img" '
        'aria-label="{}">{}</svg>',
        days * _CELL,
        words,
        boxes,
    )


def _box(index: int, used: float) -> SafeString:
    width = _CELL - 4
    part = max(0.0, min(used - index, 1.0)) * width
    filled = (
        format_html(
            '<rect x="{}" y="1" width="{:.1f}" height="16" rx="3" fill="#2c409c"/>',
            index * _CELL + 1,
            part,
        )
        if part
        else ""
    )
    return format_html(
        '<rect x="{}" y="1" width="{}" height="16" rx="3" fill="#fff" '
        'stroke="#767b88" stroke-width="1.5"/>{}',
        index * _CELL + 1,
        width,
        filled,
    )


def _tag(tag: casefile.Tag) -> str:
    context = {"kind": tag.kind, "icon": tag.icon, "text": tag.text}
    return render_to_string("components/tag.html", context)
