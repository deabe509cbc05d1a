"""The applicant takes an application back."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import deadlines, flow
from satupintu.cases.access import case_for
from satupintu.cases.models import Case
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotAllowed


class AlreadyClosed(Conflict):
    """The case has ended; nothing can be changed."""

    code = "already_closed"


def withdraw(*, case_id: uuid.UUID, reason: str, actor: Actor, now: datetime) -> Case:
    """End the actor's own case. Raises `AlreadyClosed` once it was decided.

    A permit that the law has granted by now is granted first, however late the
    sweep runs.
    """
    case_for(actor, case_id)
    if actor.is_staff:
        raise NotAllowed(_("Only the applicant can withdraw an application."))
    deadlines.expire(case_id, now)
    return _withdraw(case_id, reason, actor, now)


@transaction.atomic
def _withdraw(case_id: uuid.UUID, reason: str, actor: Actor, now: datetime) -> Case:
    run = flow.run(case_id, actor=actor, now=now)
    if run.case.status == Case.Status.WITHDRAWN:
        return run.case
    if run.case.closed_at is not None:
        raise AlreadyClosed(_("This application was decided already."))
    run.case.decision_reason = reason.strip()[:1000]
    flow.close(run, Case.Status.WITHDRAWN)
    return run.case
