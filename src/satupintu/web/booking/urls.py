"""Appointments: choose a day and time, hold, confirm, move, cancel."""

from django.urls import path

from satupintu.web.booking import choosing, lists, office, pages, proof, times

urlpatterns = [
    path("appointments/", choosing.start, name="appointments"),
    path("appointments/times/", times.times, name="appointment-times"),
    path("appointments/proof/", proof.challenge, name="appointment-proof"),
    path("appointments/mine/", lists.mine, name="my-appointments"),
    path("appointments/waiting/", lists.join, name="appointment-waiting"),
    path("appointments/waiting/<str:token>/", lists.entry, name="appointment-entry"),
    path("appointments/<str:token>/", pages.booking, name="appointment"),
    path(
        "appointments/<str:token>/calendar.ics", pages.calendar, name="appointment-ics"
    ),
    path("appointments/<str:token>/move/", pages.move, name="appointment-move"),
    path("appointments/<str:token>/cancel/", pages.cancel, name="appointment-cancel"),
    path("office/appointments/", office.day, name="office-appointments"),
    path("office/appointments/hours/", office.hours, name="office-appointment-hours"),
]
