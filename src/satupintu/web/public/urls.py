"""The public pages: nobody has to sign in. Mounted under the language's prefix."""

from django.urls import path

from satupintu.web.public import pages, price_page, views

urlpatterns = [
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.service, name="service"),
    path("services/<slug:code>/standard/", views.standard, name="service-standard"),
    path("services/<slug:code>/fee/", price_page.fee, name="service-fee"),
    path("services/<slug:code>/procedure.svg", views.procedure_svg, name="service-svg"),
    path(
        "services/<slug:code>/procedure.bpmn", views.procedure_bpmn, name="service-bpmn"
    ),
    path("track/", views.track, name="track"),
    path("standards/", pages.standards, name="standards"),
    path("help/", pages.help_, name="help"),
    path("about/", pages.about, name="about"),
    path("about/data/", pages.about_data, name="about-data"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
