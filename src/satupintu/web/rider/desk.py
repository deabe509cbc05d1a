"""What the desk of a base sees: a folder just scanned, what lies here and goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import Base
from satupintu.courier import service as courier
from satupintu.courier.service import FolderView, HomeVisitView, HopView
from satupintu.kernel.errors import NotFound
from satupintu.kernel.localized import text

LOOKED_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Out:
    """A permit to be brought: whose, by whom, and its folder if it is known."""

    visit: HomeVisitView
    officer: str
    is_loaded: bool
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A folder that was just scanned, or the code of a new one (`folder` None)."""

    code: str
    folder: FolderView | None
    chain: tuple[HopView, ...]
    deliveries: tuple[Out, ...]

    @property
    def can_come_in(self) -> bool:
        return self.folder is not None and self.folder.holder in ("officer", "agency")

    @property
    def is_here(self) -> bool:
        return self.folder is not None and self.folder.holder == "desk"

    @property
    def can_go_out(self) -> bool:
        """A new folder may be packed; one that is closed is used up."""
        return self.folder is None or self.folder.holder in ("desk", "agency")

    @property
    def counted(self) -> int:
        """Sheets as they were counted last."""
        return self.chain[-1].sheets if self.chain else 0


@dataclass(frozen=True, slots=True)
class Desk:
    """The page: `roads` are officers with what is in their bags."""

    base: Base
    scanned: Scanned | None
    here: tuple[FolderView, ...]
    roads: tuple[tuple[str, tuple[FolderView, ...]], ...]
    going: tuple[Out, ...]


def desk_of(*, base: Base, code: str, now: datetime) -> Desk:
    """Everything on the page. Raises `BadFolder` for a code that is none."""
    going = tuple(_going(base.code, now))
    return Desk(
        base=base,
        scanned=_scanned(code, going) if code else None,
        here=courier.at_desk(base=base.code),
        roads=tuple(_roads(base.code, now)),
        going=going,
    )


def base_of(code: str) -> Base:
    """The base of this code, else the first one."""
    home = catalogue.home_visits()
    known = {base.code: base for base in home.bases}
    return known.get(code, home.bases[0])


def delivery_of(text_: str, base: str, now: datetime) -> HomeVisitView:
    """The delivery that was chosen. Raises `courier.NoSuchVisit`."""
    for out in _going(base, now):
        if str(out.visit.id) == text_:
            return out.visit
    raise courier.NoSuchVisit


def agencies() -> Sequence[tuple[str, str]]:
    """Where folders can be passed on to: code and name."""
    return [(agency.code, text(agency.name)) for agency in catalogue.pack().agencies]


def _scanned(typed: str, going: Sequence[Out]) -> Scanned:
    code = courier.read_folder_code(typed)
    folder: FolderView | None
    try:
        folder = courier.folder_of(code=code)
    except NotFound:
        folder = None
    chain = courier.chain_of(folder_id=folder.id) if folder else ()
    fits = [o for o in going if not o.is_loaded and _is_for(o, folder)]
    return Scanned(code, folder, chain, tuple(fits))


def _is_for(out: Out, folder: FolderView | None) -> bool:
    """A permit goes to whose papers they are; what was collected for another door
    goes there."""
    if folder is not None and folder.delivery_id == out.visit.id:
        return True
    mine = folder is None or out.visit.account_id == folder.account_id
    return mine and out.visit.kind == "deliver"


def _going(base: str, now: datetime) -> list[Out]:
    """What is to be brought from here today and tomorrow, in the order of riding."""
    today = catalogue.local_day(now)
    waits = {folder.delivery_id for folder in courier.at_desk(base=base)}
    found = []
    for ahead in range(LOOKED_AHEAD):
        plan = courier.day_plan(day=today + timedelta(days=ahead), now=now)
        stops = [(stop, route) for route in plan.routes for stop in route.stops]
        for stop, route in sorted(stops, key=lambda pair: pair[0].arrives_at):
            visit = stop.visit
            if visit is None or visit.state != "booked":
                continue
            is_due = visit.kind == "deliver" or visit.id in waits
            if is_due and (visit.base or route.officer.base) == base:
                found.append(_out(visit, route.officer.name))
    return found


def _out(visit: HomeVisitView, officer: str) -> Out:
    folders = courier.folders_of(visit_id=visit.id)
    titles = {
        published.code: text(published.definition.title)
        for published in catalogue.services()
    }
    names = (titles.get(errand.service, errand.service) for errand in visit.errands)
    is_loaded = any(folder.holder == "officer" for folder in folders)
    return Out(visit, officer, is_loaded, tuple(names))


def _roads(base: str, now: datetime) -> list[tuple[str, tuple[FolderView, ...]]]:
    found = []
    for shift in courier.shifts(day=catalogue.local_day(now)):
        if shift.officer.base == base:
            bag = courier.bag_of(account_id=shift.officer.account_id)
            if bag:
                found.append((f"{shift.officer.badge} {shift.officer.name}", bag))
    return found
