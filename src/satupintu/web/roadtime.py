"""Pages about home visits go by the clock of the road.

It is the real one, but for a demonstration or a training day.
"""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from satupintu.courier import service as courier
from satupintu.web.requests import Request

_PARTS = ("satupintu.web.home.", "satupintu.web.rider.", "satupintu.web.dispatch.")


class RoadTimeMiddleware:
    """Sets `request.now`, once it is known which page is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: object
    ) -> None:
        if view.__module__.startswith(_PARTS) and hasattr(request, "tenant"):
            given = cast(Request, request)
            given.now = courier.road_time(now=given.real_now)
