"""The pages of this folder and what they lead to."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("elsewhere")


urlpatterns = [
    path("", include("satupintu.web.pay.webhook_urls")),
    *i18n_patterns(
        path("", include("satupintu.web.pay.urls")),
        path("sign-in/", elsewhere, name="sign-in"),
        path("staff/sign-in/", elsewhere, name="staff-sign-in"),
        path("applications/", elsewhere, name="my-applications"),
        path("applications/<path:number>/", elsewhere, name="case"),
    ),
]
