"""Rules of a service in words, and what is left to the form."""

import pytest

from satupintu.catalogue.schema import Choice, Question, QuestionType
from satupintu.web.public.conditions import in_words

QUESTIONS = {
    "kind": Question(
        name="kind",
        type=QuestionType.CHOICE,
        label={"en": "What for?"},
        options=[
            Choice(value="new", label={"en": "New"}),
            Choice(value="renewal", label={"en": "Renewal"}),
        ],
    ),
    "area": Question(
        name="area",
        type=QuestionType.NUMBER,
        label={"en": "Area"},
        unit={"en": "m²"},
    ),
    "lit": Question(name="lit", type=QuestionType.BOOLEAN, label={"en": "Is it lit?"}),
}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("kind == 'renewal'", "“What for” is “Renewal”"),
        ('kind == "renewal"', "“What for” is “Renewal”"),
        ("kind != 'new'", "“What for” is not “New”"),
        ("kind in ['new', 'renewal']", "“What for” is “New” or “Renewal”"),
        ("area > 500", "“Area” is above 500 m²"),
        ("area <= 12.5", "“Area” is at most 12.5 m²"),
        ("lit", "you answer yes to “Is it lit”"),
        ("!lit", "you answer no to “Is it lit”"),
        ("lit == false", "you answer no to “Is it lit”"),
        ("on_behalf", "somebody else applies for you"),
        ("(lit)", "you answer yes to “Is it lit”"),
        (
            "lit && area > 2",
            "you answer yes to “Is it lit” and “Area” is above 2 m²",
        ),
        # What a sentence cannot carry safely is left to the form.
        ("lit && area > 2 || kind == 'new'", ""),
        ("!(lit && area > 2)", ""),
        ("lit || (area > 2 && area < 5)", ""),
        ("kind == 'unknown'", ""),
        ("years_between(born, today) > 17", ""),
        ("nobody == 'new'", ""),
        ("area", ""),
    ],
)
def test_says_a_rule_in_words_or_not_at_all(rule: str, words: str) -> None:
    assert in_words(rule, QUESTIONS) == words
