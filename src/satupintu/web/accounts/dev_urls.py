"""For demonstrations, outside the language prefix: mount it at `dev/`."""

from django.urls import path

from satupintu.web.accounts import mailbox
from satupintu.web.hall import living
from satupintu.web.home import living as road

urlpatterns = [
    path("mailbox/", mailbox.index, name="mailbox"),
    path("mailbox/latest", mailbox.latest, name="mailbox-latest"),
    path("mall/", living.index, name="living-mall"),
    path("mall/<slug:mall>/clock/", living.clock, name="living-clock"),
    path("mall/<slug:mall>/screen/", living.screen, name="living-screen"),
    path("home/", road.index, name="living-road"),
    path("home/clock/", road.clock, name="living-road-clock"),
]
