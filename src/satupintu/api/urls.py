"""The addresses of the REST interface; its OpenAPI is at `openapi.json`."""

from django.urls import path

from satupintu.api.views import api

urlpatterns = [path("", api.urls)]
