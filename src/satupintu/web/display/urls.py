"""Displays of a zone, spoken calls, and the pairing of a mall's devices."""

from django.urls import path

from satupintu.web.display import views

urlpatterns = [
    path("device/<str:token>/", views.pair, name="device"),
    path("display/", views.paired, name="display"),
    path("screen/<uuid:device>/", views.own, name="display-own"),
    path("screen/<uuid:device>/beat/", views.beat, name="display-beat"),
    path("screen/<uuid:device>/state/", views.own_state, name="display-own-state"),
    path("display/<slug:mall>/spoken/call/", views.spoken, name="display-spoken"),
    path(
        "display/<slug:mall>/sound/<slug:language>/<slug:name>/",
        views.sound,
        name="display-sound",
    ),
]
