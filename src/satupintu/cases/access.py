"""Who may touch which draft and case. Every other way in goes through here."""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from satupintu.cases.models import Case, Draft, Task
from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound

MANAGER = "manager"
ONLINE = "online"


class NoSuchCase(NotFound):
    """There is no such case, or not for this actor."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this application. Check the number, or sign in "
                "with the account that filed it."
            )
        )


class NoSuchDraft(NotFound):
    """There is no such draft, or not for this actor."""

    def __init__(self) -> None:
        super().__init__(
            _("We cannot find this draft. It may have been sent or deleted already.")
        )


class DraftSent(NoSuchDraft):
    """The draft has become the case with this number."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


def draft_of(
    actor: Actor, draft_id: uuid.UUID, *, lock: bool = False, or_sent: bool = False
) -> Draft:
    """The actor's own draft, not sent yet unless `or_sent`.

    Raises `NoSuchDraft`, and its kind `DraftSent`.
    """
    drafts = Draft.objects.select_for_update() if lock else Draft.objects.all()
    draft = drafts.filter(pk=draft_id, account_id=actor.account_id).first()
    if draft is None:
        raise NoSuchDraft
    # Asked behind the lock: only then is a sending of the same moment seen.
    sent = None if or_sent else Case.objects.filter(draft_id=draft.pk).first()
    if sent is not None:
        raise DraftSent(sent.number)
    return draft


def channel_of(actor: Actor) -> str:
    """Through which channel the actor files: with whose help decides."""
    return actor.helper.channel if actor.helper else ONLINE


def cases_of(actor: Actor) -> QuerySet[Case]:
    """The cases that this actor may see.

    A citizen: the own ones. Staff: those with a task on their posts; a manager
    also those of the agency's services (the course of the case, not its content).
    """
    if not actor.is_staff:
        return Case.objects.filter(account_id=actor.account_id)
    tasks = Task.objects.filter(case_id=OuterRef("pk")).filter(on_posts_of(actor))
    managed = [agency for agency, role in actor.posts if role == MANAGER]
    services = catalogue.codes_of_agencies(managed) if managed else []
    return Case.objects.filter(Exists(tasks) | Q(service_code__in=services))


def may_open(*, case_id: uuid.UUID, actor: Actor) -> bool:
    """Whether this actor may see the case."""
    return bool(cases_of(actor).filter(pk=case_id).exists())


def on_posts_of(actor: Actor) -> Q:
    """Tasks on a post that the actor holds; nothing for an actor without one."""
    posts = Q(pk__in=())
    for agency, role in sorted(actor.posts):
        posts |= Q(agency=agency, role=role)
    return posts


def case_for(actor: Actor, ref: str | uuid.UUID, *, lock: bool = False) -> Case:
    """The case with this number or id, for this actor. Raises `NoSuchCase`."""
    where = Q(pk=ref) if isinstance(ref, uuid.UUID) else Q(number=ref)
    case = cases_of(actor).filter(where).first()
    if case is None:
        raise NoSuchCase
    return locked(case.pk) if lock else case


def locked(case_id: uuid.UUID) -> Case:
    """The case, locked until the transaction ends. For guarded callers only."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase
    return case
