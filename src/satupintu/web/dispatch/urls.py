"""The dispatcher's room: the day, other plans for it, and who rides."""

from django.urls import path

from satupintu.web.dispatch import (
    actions,
    film_views,
    moving_views,
    plan_views,
    roster_views,
    views,
)

urlpatterns = [
    path("dispatch/", views.day, name="dispatch"),
    path("dispatch/now/", views.now, name="dispatch-now"),
    path("dispatch/what-if/", views.what_if, name="dispatch-what-if"),
    path("dispatch/act/", actions.act, name="dispatch-act"),
    path("dispatch/film/", film_views.film, name="dispatch-film"),
    path("dispatch/film/now/", film_views.film_now, name="dispatch-film-now"),
    path("dispatch/move/", moving_views.move, name="dispatch-move"),
    path("dispatch/roster/", roster_views.roster, name="dispatch-roster"),
    path(
        "dispatch/plans/<uuid:proposal_id>/", plan_views.compare, name="dispatch-plan"
    ),
]
