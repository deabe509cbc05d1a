"""The manager's hall: who waits where, what if, history."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
