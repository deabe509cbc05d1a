"""Appointments: choose a day and time, hold, confirm, move, cancel."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
