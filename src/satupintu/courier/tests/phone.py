"""Sari's phone in tests: sends what the app sends, and keeps the keys."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from satupintu.courier import reports
from satupintu.courier.manifest import manifest
from satupintu.courier.tests.door import Road, new_key
from satupintu.courier.work import Done, FileGiven, Work

RECEIPT = [
    {"paper": "surat-pernyataan", "title": "Surat", "original": True, "sheets": 1},
    {"paper": "", "title": "Perjanjian sewa", "original": False, "sheets": 2},
]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 12), "white").save(out, "PNG")
    return out.getvalue()


class Nobody:
    """A doorstep at which nothing is filed."""

    def save_answers(self, work: Work) -> Done:
        return Done(data={"saved": work.errand.service})

    keep_paper = file_application = save_answers


@dataclass
class Phone:
    """Sari's phone: sends what the app sends, and keeps the keys."""

    road: Road
    by: str = "sari"
    keys: list[str] = field(default_factory=list)

    def sent(self, action: str, visit: Any = None, **more: Any) -> reports.Sent:
        fields = {k: more.pop(k) for k in ("key", "at", "after", "file") if k in more}
        key = fields.pop("key", None) or new_key()
        self.keys.append(key)
        return reports.Sent(
            key=key,
            action=action,
            shift_id=self.road.shifts[self.by].pk,
            visit_id=visit.pk if visit is not None else None,
            at=fields.pop("at", self.road.now),
            data=more,
            **fields,
        )

    def send(self, action: str, visit: Any = None, **more: Any) -> reports.Answer:
        return self.give(self.sent(action, visit, **more))

    def give(self, sent: reports.Sent) -> reports.Answer:
        return reports.receive(
            sent=sent,
            actor=self.road.actors[self.by],
            doorstep=Nobody(),
            now=self.road.now,
        )

    def picture(self, visit: Any) -> str:
        self.send("proof", visit, file=FileGiven("sign.png", png()))
        return self.keys[-1]

    def look(self) -> dict[str, Any]:
        return manifest(
            account_id=self.road.actors[self.by].account_id,
            day=self.road.day,
            now=self.road.now,
        )
