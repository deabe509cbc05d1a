"""Looking for a better plan, and saying what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _, ngettext

from satupintu.courier import service as courier
from satupintu.courier.service import ProposalView, Summary
from satupintu.web.dispatch.words import riding_words
from satupintu.web.requests import SignedIn


def propose_better(day: date, reason: str, seconds: float, request: SignedIn) -> str:
    """Think for so long; what is no better is dropped at once.

    The same question about the same plan, pressed twice, is one proposal.
    """
    standing = _standing(day, reason, request)
    if standing is not None:
        return _is_ready(standing)
    made = courier.propose(
        day=day,
        reason=reason,
        seconds=seconds,
        actor=request.actor,
        now=request.now,
    )
    if _is_better(made.summary):
        return _is_ready(made)
    courier.drop_proposal(proposal_id=made.id, actor=request.actor, now=request.now)
    return _("No better plan was found.")


def summary_words(summary: Summary) -> Sequence[str]:
    """What a proposal would change, in a few words each."""
    less = summary.unkept_before - summary.unkept_after
    words = [
        ngettext(
            "%(n)s visit by somebody else",
            "%(n)s visits by somebody else",
            summary.reassigned,
        )
        % {"n": summary.reassigned},
        ngettext(
            "%(n)s person is visited at another time",
            "%(n)s people are visited at another time",
            summary.moved,
        )
        % {"n": summary.moved},
        ngettext(
            "%(n)s promise at risk", "%(n)s promises at risk", summary.unkept_after
        )
        % {"n": summary.unkept_after},
        riding_words(summary.riding_after - summary.riding_before),
    ]
    if less > 0:
        more = ngettext("%(n)s promise saved", "%(n)s promises saved", less)
        words.insert(0, more % {"n": less})
    return words


def _standing(day: date, reason: str, request: SignedIn) -> ProposalView | None:
    for each in courier.proposals(day=day):
        is_mine = (each.reason, each.made_by) == (reason, request.actor.name)
        if is_mine and each.is_current:
            return each
    return None


def _is_ready(made: ProposalView) -> str:
    words = ", ".join(summary_words(made.summary))
    return _("Another plan is ready: %(words)s.") % {"words": words}


def _is_better(summary: Summary) -> bool:
    less = summary.unkept_before - summary.unkept_after
    return less > 0 or (
        less == 0 and summary.riding_before - summary.riding_after >= 60
    )
