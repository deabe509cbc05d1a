"""The kiosk: take a number, check in, print the ticket."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
