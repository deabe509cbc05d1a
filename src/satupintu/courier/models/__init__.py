"""Home visits, who rides to them and when, and who holds which papers.

HomeVisit    somebody is visited at home: to file, or to be handed a permit
HomeErrand   one service of the visit, with its draft, case or permit
Officer      a member of staff who rides; Shift: one day of hers
DayPlan      the plan of a local day; PlannedStop: its stops, in order
Proposal     another plan for the day, to be compared and published
Folder       papers under seal with a QR code; FolderPaper: what is in it
Hop          append-only: the folder went from one hand to the next
Report       what an officer's phone sent; its key makes it count once
RoadClock    another time than the real one, in a demonstration
"""

from satupintu.courier.models.clocks import RoadClock
from satupintu.courier.models.custody import Folder, FolderPaper, Holder, Hop
from satupintu.courier.models.plans import DayPlan, PlannedStop, Proposal, StopKind
from satupintu.courier.models.reports import Report
from satupintu.courier.models.riders import Officer, Shift, ShiftState
from satupintu.courier.models.visits import (
    OPEN,
    HomeErrand,
    HomeVisit,
    Kind,
    LinkPart,
    Outcome,
    State,
)

__all__ = [
    "OPEN",
    "DayPlan",
    "Folder",
    "FolderPaper",
    "Holder",
    "HomeErrand",
    "HomeVisit",
    "Hop",
    "Kind",
    "LinkPart",
    "Officer",
    "Outcome",
    "PlannedStop",
    "Proposal",
    "Report",
    "RoadClock",
    "Shift",
    "ShiftState",
    "State",
    "StopKind",
]
