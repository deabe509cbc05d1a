"""The product's addresses, and a form with a map as other pages have one."""

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import URLPattern, URLResolver, path
from django.utils.module_loading import import_string

from satupintu.routing.points import Point
from satupintu.web.maps.picking import Picked, moved, picked_from

START = Picked(Point(-6.2, 106.85), 14)
PAGE = """{% extends "base.html" %}{% load static maps %}
{% block title %}Where?{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static "maps/maps.css" %}">
{% endblock %}
{% block main %}<div class="wrap page"><h1>Where do we come?</h1><form method="post">
{% csrf_token %}<label for="w">Street</label><input id="w" class="in" name="street">
<button class="btn">Go on</button>{% map_picker picked %}</form>
<p id="done">{{ done }}</p></div>{% endblock %}
{% block scripts %}{% if script %}<script src="{% static "maps/maps.js" %}"></script>
{% endif %}{% endblock %}"""


def form(request: HttpRequest, script: str = "") -> HttpResponse:
    picked, done = picked_from(request.POST, START), ""
    if (again := moved(request.POST, picked)) is not None:
        picked = again
    elif request.method == "POST":
        done = f"{picked.lat} {picked.lon} {picked.is_chosen}"
    context: dict[str, Any] = {"picked": picked, "done": done, "script": script}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(path("try/", form), path("try/<slug:script>/", form)),
    # By name: the product's addresses lie above this module.
    *import_string("satupintu.urls.urlpatterns"),
]
