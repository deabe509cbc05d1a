"""Maps."""

from django.urls import path

from satupintu.web.maps import views

urlpatterns = [
    path("map/", views.around, name="map-around"),
]
