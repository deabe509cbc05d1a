"""The counter: call, serve, hold, transfer, finish."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
