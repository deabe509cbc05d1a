"""A template is tried before it is published."""

import pytest

from satupintu.permits.document import default_template
from satupintu.permits.template_check import wrong_with


def test_the_default_template_prints() -> None:
    assert wrong_with("permit.typ", default_template(), {}) == ""


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("#nosuch", "unknown variable: nosuch"),
        ('#import "/etc/passwd"', "may only import"),
        ("#let x = (", "unclosed"),
        ("#facts.nothing", "nothing"),
    ],
)
def test_says_why_a_template_cannot_be_printed(added: str, sentence: str) -> None:
    assert sentence in wrong_with("x.typ", default_template() + added, {})
