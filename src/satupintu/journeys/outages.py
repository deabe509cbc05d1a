"""What an outage in the hall does to open cases: their legal clock stands still.

Each listener says all it knows, so that a repeated, a late or an early delivery
gives the same clocks (see `cases.outages`).
"""

from datetime import datetime

from satupintu.cases import service as cases
from satupintu.kernel.outbox import on
from satupintu.queueing.events import AgencyDown, AgencyUp


@on(AgencyDown)
def stop_clocks(event: AgencyDown, at: datetime) -> None:
    """Cases with an open step at the agency wait without using up their time."""
    cases.note_outage(
        outage_id=event.key,
        agency=event.agency,
        reason=event.reason,
        began_at=datetime.fromisoformat(event.began),
    )


@on(AgencyUp)
def go_on(event: AgencyUp, at: datetime) -> None:
    """Their clocks run on, as of when the system answered again."""
    cases.note_outage(
        outage_id=event.key,
        agency=event.agency,
        reason=event.reason,
        began_at=datetime.fromisoformat(event.began),
        ended_at=datetime.fromisoformat(event.ended),
    )
