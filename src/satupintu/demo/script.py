"""What `demo/demo.yaml` of a pack holds."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

Answer = str | int | float | bool | list[str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citizen(_Part):
    login: str
    name: str
    identity: str


class Staff(_Part):
    login: str
    name: str
    posts: list[str]


class Counters(_Part):
    """Those who sit at the counters of the mall: agency -> counter -> name.

    `login` is a pattern with `{counter}` and `{agency}`.
    """

    login: str
    role: str
    staff: dict[str, dict[str, str]]

    def members(self) -> list[Staff]:
        """Each as a member of staff, in the order of the file."""
        return [
            Staff(
                login=self.login.format(counter=counter, agency=agency),
                name=name,
                posts=[f"{self.role}@{agency}"],
            )
            for agency, people in self.staff.items()
            for counter, name in people.items()
        ]


class Rider(_Part):
    """An officer of the home visits. With a login it is left to people."""

    badge: str
    name: str
    base: str
    hours: str
    skills: list[str] = []
    bag: int | None = None
    vehicle: str = ""
    login: str = ""


class Refused(_Part):
    """Why an application is refused, now and then."""

    reason: str
    legal: str


class Road(_Part):
    """Home visits: who rides, how many stops the day, later and earlier ones have,
    and of what names and addresses are made up."""

    staff: list[Staff] = []
    post: str
    officers: list[Rider]
    ill: str = ""
    rain: str = ""
    stops: int = 160
    later: int = 24
    earlier: list[int] = []
    refused: Refused | None = None
    first_names: list[str]
    last_names: list[str]
    streets: list[str]
    landmarks: list[str] = [""]

    def members(self) -> list[Staff]:
        """Everybody who may sign in."""
        riders = [
            Staff(login=r.login, name=r.name, posts=[self.post])
            for r in self.officers
            if r.login
        ]
        return [*self.staff, *riders]


class Item(_Part):
    kind: Literal["question", "paper"]
    name: str
    reason: str


class Turn(_Part):
    """One decision; `after` is working time since the one before."""

    step: str
    outcome: str
    after: str
    reason: str = ""
    legal: str = ""
    items: list[Item] = []


class Story(_Part):
    """One case; `sent` is how long ago, in working time."""

    service: str
    citizen: str
    sent: str
    answers: dict[str, Answer] = {}
    course: list[Turn] = []
    expire: bool = False


class Script(_Part):
    password: str
    citizens: dict[str, Citizen]
    staff: list[Staff]
    counters: Counters | None = None
    home: Road | None = None
    applications: dict[str, dict[str, Answer]]
    history: dict[str, list[float]]
    cases: list[Story]

    def everybody(self) -> list[Staff]:
        """All members of staff, those of counters and of the road last."""
        counters = self.counters.members() if self.counters else []
        road = self.home.members() if self.home else []
        return [*self.staff, *counters, *road]


def pack_folder() -> Path:
    """The pack that the demonstration runs on."""
    return Path(settings.SATUPINTU_PACK)


def read_script() -> Script | None:
    """The pack's demonstration; None if it brings none."""
    path = pack_folder() / "demo" / "demo.yaml"
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as file:
        return Script.model_validate(YAML(typ="safe").load(file))
