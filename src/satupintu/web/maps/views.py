"""The map around a point, for the script that moves it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from satupintu.routing.points import Point
from satupintu.web.maps.picking import Picked, picked_from

NOWHERE = Picked(Point(0.0, 0.0), zoom=-1)


@require_safe
@cache_control(private=True, max_age=600)
def around(request: HttpRequest) -> HttpResponse:
    """`?lat=&lon=&zoom=`: the picture and the words for it, without a page."""
    picked = picked_from(request.GET, NOWHERE)
    if picked is NOWHERE:
        raise Http404
    return render(request, "maps/around.html", {"picked": picked})
