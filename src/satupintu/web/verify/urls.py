"""Checking permits. Mounted under the language's prefix."""

from django.urls import path

from satupintu.web.verify import views

urlpatterns = [
    path("verify/", views.check, name="permit-check"),
    path("verify/<str:check_code>/", views.result, name="permit-result"),
]
