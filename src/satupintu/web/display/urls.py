"""Displays of a zone, spoken calls, and the devices of a mall."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
