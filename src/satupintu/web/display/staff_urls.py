"""For staff: a display to look at, and the recorder of the calls' voice."""

from django.urls import path

from satupintu.web.display import recorder, views

urlpatterns = [
    path("display/<slug:mall>/<slug:zone>/", views.preview, name="display-zone"),
    path("display/<slug:mall>/<slug:zone>/state/", views.state, name="display-state"),
    path("voice/", recorder.first, name="voice"),
    path("voice/<slug:mall>/", recorder.show, name="voice-mall"),
    path(
        "voice/<slug:mall>/<slug:language>/<slug:name>/",
        recorder.keep,
        name="voice-clip",
    ),
]
