"""The way from the site's pages, which have their language in the address."""

from django.urls import path

from satupintu.web.visit import join_views

urlpatterns = [path("join/", join_views.start, name="join")]
