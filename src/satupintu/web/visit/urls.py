"""The visitor's page: place, wait, way; no sign-in, an unguessable address."""

from django.urls import path

from satupintu.web.visit import join_views, views

urlpatterns = [
    path("v/worker.js", views.worker, name="visit-worker"),
    path("v/<str:token>/", views.show, name="visit"),
    path("v/<str:token>/now/", views.fragment, name="visit-now"),
    path("v/<str:token>/push/", views.push, name="visit-push"),
    path("v/<str:token>/take-back/", views.take_back, name="visit-take-back"),
    path("v/<str:token>/first/", views.put_first, name="visit-first"),
    path("v/<str:token>/arrive/", views.arrive, name="visit-arrive"),
    path("v/<str:token>/help/", views.ask_help, name="visit-help"),
    path("v/<str:token>/messages/", views.messages, name="visit-messages"),
    path("v/<str:token>/listen/", views.listen, name="visit-listen"),
    path("v/<str:token>/errands/", views.errands, name="visit-errands"),
    path("v/<str:token>/leave/", views.leave, name="visit-leave"),
    # On posters: short, and in more languages than the rest of the site.
    path("join/", join_views.malls, name="join-malls"),
    path("join/<slug:mall>/", join_views.mall, name="join-mall"),
]
