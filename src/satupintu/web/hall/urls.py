"""The manager's hall: who waits where, what if, history."""

from django.urls import path

from satupintu.web.hall import (
    device_views,
    history_views,
    staffing_views,
    steer_views,
    views,
)

urlpatterns = [
    path("hall/", views.index, name="hall"),
    path("hall/<slug:mall>/", views.now, name="hall-now"),
    path("hall/<slug:mall>/now/", views.fragment, name="hall-fragment"),
    path("hall/<slug:mall>/alarm/", views.alarm, name="hall-alarm"),
    path("hall/<slug:mall>/act/", steer_views.steer, name="hall-steer"),
    path("hall/<slug:mall>/what-if/", staffing_views.what_if, name="hall-staffing"),
    path("hall/<slug:mall>/history/", history_views.day, name="hall-history"),
    path("hall/<slug:mall>/history.csv", history_views.as_csv, name="hall-history-csv"),
    path("hall/<slug:mall>/devices/", device_views.device_list, name="hall-devices"),
    path("hall/<slug:mall>/posters/", device_views.posters, name="hall-posters"),
]
