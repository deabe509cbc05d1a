"""Home visits: ask, say where, choose a window; the visit's own page; callers."""

from django.urls import path

from satupintu.web.home import (
    calling,
    choosing,
    live,
    measures,
    needs,
    receipts,
    when,
    where,
)

urlpatterns = [
    path("home-visit/", choosing.start, name="home-visit"),
    path("home-visit/prepare/", choosing.prepare, name="home-visit-prepare"),
    path("home-visit/call/", calling.call, name="home-visit-call"),
    path("home-visit/<str:token>/where/", where.where, name="home-visit-where"),
    path("home-visit/<str:token>/point/", where.point, name="home-visit-point"),
    path("home-visit/<str:token>/needs/", needs.needs, name="home-visit-needs"),
    path("home-visit/<str:token>/when/", when.when, name="home-visit-when"),
    path("home-visit/<str:token>/check/", when.check, name="home-visit-check"),
    path("dispatch/measures/", measures.measures, name="home-visit-measures"),
    path("dispatch/measures.csv", measures.as_csv, name="home-visit-measures-csv"),
    path("h/<str:token>/", live.show, name="home-visit-live"),
    path("h/<str:token>/now/", live.fragment, name="home-visit-now"),
    path("h/<str:token>/photo/", live.photo, name="home-visit-photo"),
    path(
        "h/<str:token>/folder/<slug:code>/<int:seq>/",
        receipts.receipt,
        name="home-visit-receipt",
    ),
    path(
        "h/<str:token>/folder/<slug:code>/<int:seq>/proof/",
        receipts.proof,
        name="home-visit-proof",
    ),
    path("h/<str:token>/calendar.ics", live.calendar, name="home-visit-ics"),
    path("h/<str:token>/code/", live.renew, name="home-visit-code"),
    path("h/<str:token>/cancel/", live.cancel, name="home-visit-cancel"),
    path("h/<str:token>/report/", live.report, name="home-visit-report"),
]
