"""Where people live is for the visit, and is forgotten some days after it.

What stays is the area, the times and the services: statistics without a person. What
somebody needs is forgotten too, with the skills and the priority that follow from it,
since it may say something about their health.

The chain of a folder stays with the names of those who gave and took, and with how
they said so: it is the proof of whose hands the papers went through. It cannot be
rewritten, nor can the journal, so neither holds a place, or what somebody noted. The
signatures and photos themselves are erased once the papers are back for long; the
journal keeps their fingerprints, against which a copy can be held.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from satupintu.catalogue import service as catalogue
from satupintu.courier.models import (
    OPEN,
    Folder,
    HomeVisit,
    Proposal,
    Report,
    Shift,
    State,
)
from satupintu.documents import service as documents
from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM


def forget_visits(*, now: datetime) -> int:
    """Erase who was visited where in visits that ended long ago, and what phones,
    folders and dispatchers said of it; returns of how many visits.

    How long is the pack's (`home_visits.keep`). Wishes for which nobody chose a
    window in that time are ended, and forgotten at once.
    """
    before = now - timedelta(days=catalogue.home_visits().keep)
    _end_wishes(before, now)
    _forget_proofs(before)
    _forget_reports(before)
    _forget_days(before)
    known = Folder.objects.filter(closed_at__lt=before).exclude(holder_name="")
    known.update(holder_name="")
    ended = Q(ended_at__lt=before) | Q(booked_at=None, created_at__lt=before)
    old = HomeVisit.objects.filter(ended, erased_at=None).exclude(state__in=OPEN)
    return old.update(
        name="",
        phone="",
        address="",
        landmark="",
        lat=None,
        lon=None,
        precision="",
        needs=[],
        skills=[],
        is_priority=False,
        note="",
        erased_at=now,
    )


@transaction.atomic
def _end_wishes(before: datetime, now: datetime) -> None:
    """Nothing was promised, so nobody is told."""
    wishes = HomeVisit.objects.select_for_update().filter(
        state=State.ASKED, created_at__lt=before
    )
    for row in wishes:
        row.state, row.ended_at = State.CANCELLED, now
        row.save(update_fields=["state", "ended_at"])
        journal.append(stream=row.pk, actor=SYSTEM, action="home.cancelled", now=now)


def _forget_proofs(before: datetime) -> None:
    """Signatures and photos of visits that ended, unless a folder of theirs is out."""
    kept = Q(closed_at=None) | Q(closed_at__gte=before)
    about = Q(visit=OuterRef("visit")) | Q(delivery=OuterRef("visit"))
    old = Report.objects.filter(
        ~Exists(Folder.objects.filter(about, kept)),
        action="proof",
        visit__ended_at__lt=before,
    )
    files = [pk for pk in old.values_list("file_id", flat=True) if pk is not None]
    for file_id in documents.describe_all(files):
        with transaction.atomic():
            Report.objects.filter(file_id=file_id).update(file_id=None)
            documents.delete_file(file_id=file_id)


def _forget_reports(before: datetime) -> None:
    """A report still counts once, but says no more than what became of it."""
    told = Report.objects.filter(received_at__lt=before, answer__has_key="sentence")
    told.update(data={}, answer=JSONObject(state=F("answer__state")))


def _forget_days(before: datetime) -> None:
    """Where officers were and why they were away, and plans that nobody rides."""
    known = Shift.objects.filter(ends_at__lt=before).exclude(lat=None, reason="")
    known.update(lat=None, lon=None, reason="")
    Proposal.objects.filter(day__lt=catalogue.local_day(before)).delete()
