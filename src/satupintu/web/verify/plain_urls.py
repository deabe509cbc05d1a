"""Addresses without a language's prefix: they are printed, or machines ask them.

`c` is as short as it is because it stands in every QR code. The printed check
address `verify` leads to the page in the visitor's language.
"""

from django.urls import path
from django.views.generic import RedirectView

from satupintu.web.verify import views

urlpatterns = [
    path("c", views.offline, name="permit-qr"),
    path("c-worker.js", views.worker, name="permit-worker"),
    path(
        "verify",
        RedirectView.as_view(pattern_name="permit-check", query_string=True),
        name="permit-check-short",
    ),
    path("status/permits", views.status_list, name="permit-status"),
    path("status/keys", views.keys, name="permit-keys"),
]
