"""Who may run a mall: its managers; and an agency's staff for their own agency."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotAllowed

MANAGER = "manager"


class NotManager(NotAllowed):
    """The actor does not manage this mall."""

    code = "not_manager"


class NotOfMall(NotAllowed):
    """The actor works for no agency of this mall, or not for this one."""

    code = "not_of_mall"


def agencies_of(mall: Mall) -> frozenset[str]:
    """The agencies with a queue in the mall."""
    return frozenset(queue.agency for queue in mall.queues)


def manages(actor: Actor, mall: Mall) -> bool:
    """Whether the actor is a manager of any agency of the mall."""
    return any(
        role == MANAGER and agency in agencies_of(mall) for agency, role in actor.posts
    )


def refuse_others(actor: Actor, mall: Mall) -> None:
    """Raises `NotManager` unless the actor manages the mall."""
    if not manages(actor, mall):
        raise NotManager(
            _("Only a manager of this mall may do this. Ask the manager on duty.")
        )


def refuse_strangers(actor: Actor, mall: Mall) -> None:
    """Raises `NotOfMall` unless the actor works for an agency of the mall."""
    if not actor.is_staff or not actor.agencies & agencies_of(mall):
        raise NotOfMall(_("Only the staff of this mall may do this."))
