"""Home visits: the door of this module. What is imported here is public.

Asking (`ask_visit`, `set_place`), looking (`home_visit`, `visits_of`, `day_plan`),
and who rides (`add_officer`, `plan_shift`, `shifts`).
"""

from satupintu.courier.advancing import (
    BadOutcome,
    NotNow,
    NotYourStop,
    fail_visit,
    set_progress,
)
from satupintu.courier.booking import WindowGone, book, cancel_visit, move_visit
from satupintu.courier.offering import (
    DayOffer,
    NoPlaceYet,
    WindowOffer,
    look_harder,
    offers,
)
from satupintu.courier.places import BadPlace, NotServed, PlaceGiven
from satupintu.courier.reading import (
    day_plan,
    home_visit,
    visit_by_id,
    visits_of,
    visits_of_case,
)
from satupintu.courier.requests import (
    BadHomeVisit,
    ErrandWanted,
    KeyTaken,
    TooManyVisits,
    VisitFixed,
    ask_visit,
    link_case,
    set_place,
)
from satupintu.courier.rights import (
    NotDispatcher,
    NotOfHomeVisits,
    dispatches,
    helps,
)
from satupintu.courier.roster import (
    BadOfficer,
    BadShift,
    NoSuchOfficer,
    NoSuchShift,
    OfficerTaken,
    add_officer,
    officer_of,
    officers,
    plan_shift,
    shift_of,
    shifts,
)
from satupintu.courier.rules import Eta
from satupintu.courier.views import (
    DayPlanView,
    ErrandView,
    HomeVisitView,
    NoSuchVisit,
    OfficerCard,
    OfficerView,
    RouteView,
    ShiftView,
    StopView,
)

__all__ = [
    "BadHomeVisit",
    "BadOfficer",
    "BadOutcome",
    "BadPlace",
    "BadShift",
    "DayOffer",
    "DayPlanView",
    "ErrandView",
    "ErrandWanted",
    "Eta",
    "HomeVisitView",
    "KeyTaken",
    "NoPlaceYet",
    "NoSuchOfficer",
    "NoSuchShift",
    "NoSuchVisit",
    "NotDispatcher",
    "NotNow",
    "NotOfHomeVisits",
    "NotServed",
    "NotYourStop",
    "OfficerCard",
    "OfficerTaken",
    "OfficerView",
    "PlaceGiven",
    "RouteView",
    "ShiftView",
    "StopView",
    "TooManyVisits",
    "VisitFixed",
    "WindowGone",
    "WindowOffer",
    "add_officer",
    "ask_visit",
    "book",
    "cancel_visit",
    "day_plan",
    "dispatches",
    "fail_visit",
    "helps",
    "home_visit",
    "link_case",
    "look_harder",
    "move_visit",
    "offers",
    "officer_of",
    "officers",
    "plan_shift",
    "set_place",
    "set_progress",
    "shift_of",
    "shifts",
    "visit_by_id",
    "visits_of",
    "visits_of_case",
]
