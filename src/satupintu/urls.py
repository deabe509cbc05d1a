"""Every address of the product. People's pages carry their language in front."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from satupintu.web import errors

urlpatterns: list[URLPattern | URLResolver] = [
    # First what a whole town, or hall, asks for in the same moment.
    *i18n_patterns(
        path("", include("satupintu.web.booking.urls")),
        path("", include("satupintu.web.counter.urls")),
        path("", include("satupintu.web.public.urls")),
        path("", include("satupintu.web.accounts.urls")),
        path("", include("satupintu.web.apply.urls")),
        path("", include("satupintu.web.mycases.urls")),
        path("", include("satupintu.web.pay.urls")),
        path("", include("satupintu.web.verify.urls")),
        path("", include("satupintu.web.office.urls")),
        path("", include("satupintu.web.maps.urls")),
        path("", include("satupintu.web.home.urls")),
        path("", include("satupintu.web.rider.urls")),
        path("", include("satupintu.web.dispatch.urls")),
        path("", include("satupintu.web.visit.join_urls")),
        path("", include("satupintu.web.hall.urls")),
        path("", include("satupintu.web.display.staff_urls")),
    ),
    path("", include("satupintu.web.verify.plain_urls")),
    path("", include("satupintu.web.pay.webhook_urls")),
    path("", include("satupintu.web.visit.urls")),
    path("", include("satupintu.web.kiosk.urls")),
    path("", include("satupintu.web.display.urls")),
    path("", include("satupintu.web.home.short_urls")),
    path("api/v1/", include("satupintu.api.urls")),
    path("", RedirectView.as_view(pattern_name="home"), name="root"),
]
if settings.SATUPINTU_DEMO:
    urlpatterns.append(path("dev/", include("satupintu.web.accounts.dev_urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
