"""Reasons are read in the language of who reads them."""

from __future__ import annotations

from django.utils import translation

from satupintu.courier.causes import back_from, kept, said


def test_our_own_words_are_said_in_the_language_of_who_reads() -> None:
    with translation.override("id"):
        ours = said("a better plan")
        stored = kept(f" AJ-01: {ours} ")
        typed = kept("Sari: ban bocor")
    assert (stored, typed) == ("AJ-01: a better plan", "Sari: ban bocor")
    undone = back_from(stored)
    with translation.override("en"):
        assert said(stored) == "AJ-01: a better plan"
        assert said(typed) == "Sari: ban bocor"
        assert said(undone) == "Back to before: AJ-01: a better plan"
    with translation.override("id"):
        assert said(stored) == f"AJ-01: {ours}" != stored
        assert said(undone).endswith(f"AJ-01: {ours}")
        assert not said(undone).startswith("Back")
    assert said("") == kept("") == ""
