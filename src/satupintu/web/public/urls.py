"""The public pages, and the designer's preview of them.

Mounted under the language's prefix.
"""

from django.urls import path

from satupintu.web.public import designer, pages, price_page, views

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
    path("office/designer/", designer.index, name="designer"),
    path("office/designer/<slug:code>/", designer.citizen, name="designer-service"),
    path(
        "office/designer/<slug:code>/<slug:view>/", designer.part, name="designer-part"
    ),
    path("standards/", pages.standards, name="standards"),
    path("help/", pages.help_, name="help"),
    path("about/", pages.about, name="about"),
    path("about/data/", pages.about_data, name="about-data"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
