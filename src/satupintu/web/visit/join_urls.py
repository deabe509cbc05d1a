"""Queueing from a phone: under the language's prefix, unlike the visit itself."""

from django.urls import path

from satupintu.web.visit import join_views

urlpatterns = [
    path("join/", join_views.malls, name="join"),
    path("join/<slug:mall>/", join_views.mall, name="join-mall"),
]
