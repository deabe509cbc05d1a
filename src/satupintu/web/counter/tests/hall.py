"""A hall in the morning: Rini has a counter, and visitors come."""

from __future__ import annotations

from typing import Any

from tests.pages import Seen, visit

from satupintu.queueing import service as queueing

HALL = "rasuna-said"


class Hall:
    """Short ways to visitors, and to what officers see."""

    def __init__(self, mall: Any, clock: Any) -> None:
        self.mall, self.clock, self.count = mall, clock, 0

    def come(self, *errands: str, **more: Any) -> queueing.VisitView:
        """Somebody draws a number: `izin-usaha/sip-dokter` (the default) and so on."""
        self.count += 1
        wanted = [
            queueing.Wanted(*errand.split("/", 1))  # type: ignore[arg-type]
            for errand in errands or ("izin-usaha/sip-dokter",)
        ]
        return queueing.open_visit(
            mall=HALL,
            wanted=wanted,
            key=f"visitor {self.count}",
            now=self.clock.now,
            via="kiosk",
            **more,
        )

    def sit(
        self, who: str = "rini", counter: str = "loket1", *queues: str
    ) -> queueing.SessionView:
        return queueing.open_counter(
            mall=HALL,
            counter=counter,
            queues=queues or ("izin-usaha",),
            actor=getattr(self.mall, who),
            now=self.clock.now,
        )

    def desk(self, who: str = "rini", query: str = "") -> Seen:
        return visit(self.mall.client(who), f"/en/counter/{query}")

    def state(self, seen: queueing.VisitView, place: int = 0) -> str:
        found = queueing.visit(token=seen.token, now=self.clock.now)
        return found.stops[place].state

    def empty(self, *visitors: queueing.VisitView) -> None:
        """These people go home, wherever they are."""
        session = queueing.session_of(actor=self.mall.rini)
        if session is not None and session.current is not None:
            queueing.finish(
                session_id=session.id,
                stop_id=session.current.stop.id,
                key=f"empty {session.current.stop.id}",
                actor=self.mall.rini,
                now=self.clock.now,
            )
        for visitor in visitors:
            queueing.leave(token=visitor.token, now=self.clock.now)

    def serve(self, who: str = "rini", **more: Any) -> tuple[queueing.VisitView, Seen]:
        """A visitor who was called and has come, and the officer's page."""
        visitor = self.come(**more)
        page = press(press(self.desk(who), "next"), "start")
        return visitor, page


def press(page: Seen, action: str, *, follow: bool = True, **fields: Any) -> Seen:
    """Press one of the big buttons of this page; `follow` to the page after it."""
    form = page.form("key")
    values = {name: values for name, values in form.values.items() if name != "button"}
    sent = {**values, "session": session_of(page), **fields}
    stop = stop_of(page)
    if stop:
        sent.setdefault("stop", stop)
    answer = page.client.post(f"/en/counter/do/{action}/", sent, follow=follow)
    return Seen(
        page.client, answer.status_code, page.url, answer.content.decode(), answer
    )


def session_of(page: Seen) -> str:
    return page.form("session").values["session"][0]


def stop_of(page: Seen) -> str:
    """The visitor whom the page shows; "" if nobody."""
    for form in page._read.forms:
        if form.action.endswith("/do/next/") and "stop" in form.values:
            return form.values["stop"][0]
    return ""
