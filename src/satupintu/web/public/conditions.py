"""A rule of a service in words: when is this paper asked, when is this fee due?

Understands comparisons of a question with one or several of its choices, yes/no
questions, numbers, and `&&` or `||` between them. Everything else is left to the
form itself, which asks for a paper only when it applies. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from satupintu.catalogue.schema import Question, QuestionType
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_number

_EQUALS = re.compile(r"^(\w+) *(==|!=) *(?:'([^']*)'|\"([^\"]*)\")$")
_AMONG = re.compile(r"^(\w+) +in +\[([^\]]*)\]$")
_COMPARE = re.compile(r"^(\w+) *(<=|>=|<|>|==) *(-?\d+(?:\.\d+)?)$")
_YES = re.compile(r"^(!?) *(\w+)(?: *== *(true|false))?$")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SPLIT = re.compile(r" *(&&|\|\|) *")


def in_words(rule: str, questions: Mapping[str, Question]) -> str:
    """The rule as a sentence's end ("if ... is ..."), or empty if too involved."""
    parts = _SPLIT.split(_bare(rule.strip()))
    joints = set(parts[1::2])
    if len(joints) > 1 or "(" in rule[1:-1].replace(_bare(rule), ""):
        return ""
    said = [_one(part.strip(), questions) for part in parts[0::2]]
    if not all(said):
        return ""
    joiner = _(" or ") if joints == {"||"} else _(" and ")
    return joiner.join(said)


def _bare(rule: str) -> str:
    """Without a pair of brackets around the whole."""
    inside = rule[1:-1]
    if rule.startswith("(") and rule.endswith(")") and "(" not in inside:
        return inside.strip()
    return rule


def _one(part: str, questions: Mapping[str, Question]) -> str:
    if part in ("on_behalf", "on_behalf == true"):
        return _("somebody else applies for you")
    if match := _EQUALS.match(part):
        return _chosen(
            questions.get(match[1]), [match[3] or match[4] or ""], match[2] == "!="
        )
    if match := _AMONG.match(part):
        values = [a or b for a, b in _QUOTED.findall(match[2])]
        return _chosen(questions.get(match[1]), values, negated=False)
    if match := _COMPARE.match(part):
        return _compared(questions.get(match[1]), match[2], match[3])
    if match := _YES.match(part):
        no = bool(match[1]) != (match[3] == "false")
        return _answered_yes(questions.get(match[2]), no=no)
    return ""


def _chosen(question: Question | None, values: list[str], negated: bool) -> str:
    if question is None:
        return ""
    labels = {choice.value: text(choice.label) for choice in question.options}
    if not values or any(value not in labels for value in values):
        return ""
    listed = _(" or ").join(f"“{labels[value]}”" for value in values)
    form = _("“%(question)s” is not %(answer)s") if negated else None
    form = form or _("“%(question)s” is %(answer)s")
    return form % {"question": _label(question), "answer": listed}


def _compared(question: Question | None, sign: str, value: str) -> str:
    if question is None:
        return ""
    forms = {
        "<": _("“%(question)s” is below %(value)s"),
        "<=": _("“%(question)s” is at most %(value)s"),
        ">": _("“%(question)s” is above %(value)s"),
        ">=": _("“%(question)s” is at least %(value)s"),
        "==": _("“%(question)s” is %(value)s"),
    }
    shown = f"{format_number(Decimal(value))} {text(question.unit)}".strip()
    return forms[sign] % {"question": _label(question), "value": shown}


def _answered_yes(question: Question | None, *, no: bool) -> str:
    if question is None or question.type is not QuestionType.BOOLEAN:
        return ""
    form = _("you answer no to “%(question)s”") if no else None
    form = form or _("you answer yes to “%(question)s”")
    return form % {"question": _label(question)}


def _label(question: Question) -> str:
    return text(question.label).rstrip("?: ")
