"""Who acts. Every action takes one; the domain never asks for a request."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Helper:
    """A member of staff who does something with a citizen, in the citizen's name.

    `channel` is where the help is given, as applications know their channels;
    `place` says it more exactly (a counter's code).
    """

    id: uuid.UUID
    name: str
    place: str
    channel: str = "counter"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with the posts that a staff member holds.

    `posts` holds pairs (agency code, role code), as the pack names them. `helper`
    is set while a citizen acts through a member of staff: the journal then names
    both.
    """

    kind: ActorKind
    id: uuid.UUID | None = None
    name: str = ""
    posts: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    helper: Helper | None = None

    @property
    def account_id(self) -> uuid.UUID:
        """The account that acts. Raises RuntimeError for the system, which has none."""
        if self.id is None:
            raise RuntimeError("the system acts without an account")
        return self.id

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def agencies(self) -> frozenset[str]:
        return frozenset(agency for agency, _ in self.posts)

    def holds(self, agency: str, role: str) -> bool:
        """Whether the actor is on this post."""
        return (agency, role) in self.posts


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Satupintu")
