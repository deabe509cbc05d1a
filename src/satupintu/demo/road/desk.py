"""The desk of a base: takes folders in, passes them on, gives permits out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

import structlog

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, Scan, Sheets
from satupintu.demo.road.people import desk_actor
from satupintu.kernel.errors import Refused
from satupintu.kernel.localized import text

log = structlog.get_logger("satupintu.demo")
_DIGITS = 7


def folder_code(visit_id: uuid.UUID) -> str:
    """What is printed on the folder that goes with a visit."""
    return f"F-{visit_id.int % 10**_DIGITS:0{_DIGITS}}"


class Desk:
    """One base's."""

    def __init__(self, base: str):
        self.base = base
        self._actor = desk_actor(text(catalogue.home_visits().base(base).name))

    def take_in(self, account_id: uuid.UUID, now: datetime) -> None:
        """All that an officer carries."""
        for folder in courier.bag_of(account_id=account_id):
            courier.hand_to_desk(
                code=folder.code,
                base=self.base,
                scan=self._scan(f"in {folder.code}", now),
                actor=self._actor,
            )

    def pass_on(self, now: datetime) -> None:
        """What lies there for an agency, goes to it."""
        for folder in courier.at_desk(base=self.base):
            if folder.visit_id is None or folder.delivery_id is not None:
                continue
            visit = courier.visit_by_id(visit_id=folder.visit_id, now=now)
            service = catalogue.current(visit.errands[0].service)
            self._try(
                courier.hand_to_agency,
                code=folder.code,
                agency=service.definition.agency,
                base=self.base,
                scan=self._scan(f"on {folder.code}", now),
                actor=self._actor,
            )

    def give_out(self, visits: Iterable[HomeVisitView], now: datetime) -> None:
        """The permits of these deliveries, if they are printed, to who brings them."""
        for visit in visits:
            is_booked = visit.kind == "deliver" and visit.state == "booked"
            if not is_booked or (visit.ready_at and visit.ready_at > now):
                continue
            own = courier.folders_of(visit_id=visit.id)
            if any(folder.holder == "officer" for folder in own):
                continue
            held = [*own, *_folders(visit)]
            back = next((f for f in held if f.holder in ("desk", "agency")), None)
            title = text(catalogue.current(visit.errands[0].service).definition.title)
            self._try(
                courier.desk_releases,
                # The papers that were taken along come back with the permit.
                code=back.code if back else folder_code(visit.id),
                delivery_id=visit.id,
                base=self.base,
                scan=self._scan(f"out {visit.id.hex[-12:]}", now),
                papers=[Sheets("", title, True, 1)],
                actor=self._actor,
            )

    def _try(self, act: object, **given: object) -> None:
        try:
            act(**given)  # type: ignore[operator]
        except Refused as error:
            log.info("demo desk refused", why=str(error))

    def _scan(self, what: str, now: datetime) -> Scan:
        key = f"desk {self.base} {what} {now:%Y%m%d%H%M%S%f}"[:80]
        return Scan(key=key, at=now, now=now)


def _folders(visit: HomeVisitView) -> list[courier.FolderView]:
    """What was taken along for the case of a delivery."""
    cases = {errand.case_id for errand in visit.errands if errand.case_id}
    return [f for case_id in cases for f in courier.folders_of(case_id=case_id)]
