"""The office: work queue, case, decision."""

from django.urls import path

from satupintu.web.office import landing, permit_views, views

urlpatterns = [
    path("office/", landing.land, name="office"),
    path("office/queue/", views.queue, name="office-queue"),
    path("office/queue/next/", views.take_next, name="office-next"),
    path(
        "office/cases/<path:number>/return/<slug:step>/",
        views.ask_correction,
        name="office-return",
    ),
    path(
        "office/cases/<path:number>/permit/file/",
        permit_views.document,
        name="office-permit-file",
    ),
    path(
        "office/cases/<path:number>/permit/",
        permit_views.standing,
        name="office-permit",
    ),
    path("office/cases/<path:number>/move/", views.move, name="office-move"),
    path(
        "office/cases/<path:number>/papers/<slug:paper>/preview/<int:page>.png",
        views.preview,
        name="office-preview",
    ),
    path(
        "office/cases/<path:number>/papers/<slug:paper>/",
        views.paper,
        name="office-paper",
    ),
    path("office/cases/<path:number>/", views.detail, name="office-case"),
]
