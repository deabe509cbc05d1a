"""The address of letters and printed codes, without a language in front."""

from django.urls import path

from satupintu.web.home import live

urlpatterns = [path("h/<str:token>/", live.short, name="home-visit-short")]
