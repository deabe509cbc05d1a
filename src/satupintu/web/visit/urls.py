"""The visitor's page: place, wait, way; no sign-in, an unguessable address."""

from django.urls import path
from django.views.generic import RedirectView

from satupintu.web.visit import views

urlpatterns = [
    path("v/worker.js", views.worker, name="visit-worker"),
    path("v/<str:token>/", views.show, name="visit"),
    path("v/<str:token>/now/", views.fragment, name="visit-now"),
    path("v/<str:token>/push/", views.push, name="visit-push"),
    path("v/<str:token>/take-back/", views.take_back, name="visit-take-back"),
    path("v/<str:token>/arrive/", views.arrive, name="visit-arrive"),
    path("v/<str:token>/help/", views.ask_help, name="visit-help"),
    path("v/<str:token>/messages/", views.messages, name="visit-messages"),
    path("v/<str:token>/listen/", views.listen, name="visit-listen"),
    path("v/<str:token>/errands/", views.errands, name="visit-errands"),
    path("v/<str:token>/leave/", views.leave, name="visit-leave"),
    # On posters: short, and in whatever language the reader's browser asks for.
    path(
        "join/<slug:mall>/",
        RedirectView.as_view(pattern_name="join-mall"),
        name="join-poster",
    ),
]
