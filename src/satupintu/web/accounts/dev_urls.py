"""The development mailbox, outside the language prefix: mount it at `dev/`."""

from django.urls import path

from satupintu.web.accounts import mailbox

urlpatterns = [
    path("mailbox/", mailbox.index, name="mailbox"),
    path("mailbox/latest", mailbox.latest, name="mailbox-latest"),
]
