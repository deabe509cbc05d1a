"""The officer's phone, and the desk's folders."""

from django.urls import URLPattern, path

from satupintu.web.rider import desk_views, views

urlpatterns: list[URLPattern] = [
    path("ride/", views.page, name="ride"),
    path("ride/worker.js", views.worker, name="ride-worker"),
    path("ride/app.webmanifest", views.app, name="ride-app"),
    path("ride/day/", views.day, name="ride-day"),
    path("ride/report/", views.report, name="ride-report"),
    path("ride/known/", views.known, name="ride-known"),
    path("desk/folders/", desk_views.folders, name="desk-folders"),
    path("desk/folders/in/", desk_views.take_in, name="desk-in"),
    path("desk/folders/out/", desk_views.give_out, name="desk-out"),
    path("desk/folders/agency/", desk_views.pass_on, name="desk-agency"),
    path("desk/folders/owner/", desk_views.to_owner, name="desk-owner"),
]
