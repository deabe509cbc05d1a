"""The kiosk: take a number, check in, print the ticket."""

from django.urls import URLPattern, path

from satupintu.web.kiosk import views

urlpatterns: list[URLPattern] = [
    path("kiosk/", views.page, name="kiosk"),
    path("kiosk/worker.js", views.worker, name="kiosk-worker"),
    path("kiosk/beat/", views.beat, name="kiosk-beat"),
    path("kiosk/tickets/", views.tickets, name="kiosk-tickets"),
    path("kiosk/check-in/", views.check_in, name="kiosk-check-in"),
    path("kiosk/print/", views.print_ticket, name="kiosk-print"),
    path("kiosk/help/", views.call_help, name="kiosk-help"),
]
