"""The visitor's page: place, wait, way; no sign-in, an unguessable address."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
