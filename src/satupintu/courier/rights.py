"""Who may do what with home visits: their citizens, and posts of the agency."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import NotAllowed

MANAGER = "manager"


class NotDispatcher(NotAllowed):
    """Only who looks after the plan of the day may do this."""

    code = "not_dispatcher"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only a dispatcher of the home visits may do this. Ask the "
                "dispatcher on duty."
            )
        )


class NotOfHomeVisits(NotAllowed):
    """A member of staff without a post in home visits."""

    code = "not_of_home_visits"

    def __init__(self) -> None:
        super().__init__(_("Only the staff of the home visits may do this."))


def dispatches(actor: Actor) -> bool:
    """Whether the actor may change the plan of a day. Raises `NoHomeVisits`."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    home = catalogue.home_visits()
    return any(actor.holds(home.agency, role) for role in (home.dispatcher, MANAGER))


def refuse_others(actor: Actor) -> None:
    """Raises `NotDispatcher` unless the actor may change the plan of a day."""
    if not dispatches(actor):
        raise NotDispatcher


def helps(actor: Actor) -> bool:
    """Whether the actor has any post in home visits. Raises `NoHomeVisits`."""
    home = catalogue.home_visits()
    posts = (home.operator, home.desk, home.officer)
    return dispatches(actor) or any(actor.holds(home.agency, role) for role in posts)


def may_see(actor: Actor, account_id: uuid.UUID) -> bool:
    """Whether whoever has the address of a visit may act on it.

    The address itself is the right to it, also for somebody who is not signed in;
    but what is signed in as another citizen has taken a wrong turn. Raises
    `NotOfHomeVisits` for other members of staff.
    """
    if actor.is_staff:
        if not helps(actor):
            raise NotOfHomeVisits
        return True
    return actor.id is None or actor.id == account_id
