"""Every request: whose place, who asks, in which language, and what if it fails.

The order in settings: `TenantMiddleware`, sessions, CSRF, authentication,
`ActorMiddleware`, `LanguageMiddleware`, messages, `ErrorMiddleware`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from satupintu.kernel import tenancy
from satupintu.kernel.errors import SatupintuError
from satupintu.people import service as people
from satupintu.web import errors
from satupintu.web.context import current_pack
from satupintu.web.requests import Request
from satupintu.web.tenants import tenant_of

Next = Callable[[HttpRequest], HttpResponseBase]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
FACTOR_AT = "factor_at"
STAFF_LIFE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=60)
CITIZEN_LIFE = timedelta(days=30)
_SEEN_STEP = timedelta(minutes=1)
# Asked by machines, by number, before or outside any tenant.
_NO_TENANT = ("/healthz", "/readyz", "/metrics", "/static/")


class TenantMiddleware:
    """Enters the scope of the tenant that the host name belongs to."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = cast(Request, request)
        given.now = given.real_now = timezone.now()
        given.account = given.actor = None
        if request.path.startswith(_NO_TENANT):
            return self.get_response(request)
        tenant = tenant_of(request.get_host().partition(":")[0].lower())
        if tenant is None:
            return _nobody_here(request)
        given.tenant = tenant
        with tenancy.scope(tenant):
            pack = current_pack()
            # The days and hours on every page are those of the place.
            with timezone.override(pack.time_zone if pack else None):
                return self.get_response(request)


class ActorMiddleware:
    """Finds the account of the session; without a session it asks nothing.

    An account of another tenant, one that was closed, a session past its time,
    and staff without a second factor all count as signed out.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = cast(Request, request)
        if hasattr(given, "tenant") and settings.SESSION_COOKIE_NAME in request.COOKIES:
            given.account = _account_of(given)
        if given.account is not None:
            given.actor = people.actor_for(given.account)
        # One truth for templates and Django's own code too.
        request.user = given.account or AnonymousUser()
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The address decides, then the account, the cookie and the browser.

    Only the languages of the pack count here. Kiosks and visitors' pages may offer
    more; they choose the language themselves.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        self._of_account(request)
        pack = current_pack() if hasattr(request, "tenant") else None
        if pack and (translation.get_language() or "") not in pack.languages:
            translation.activate(pack.languages[0])
            request.LANGUAGE_CODE = pack.languages[0]

    def _of_account(self, request: HttpRequest) -> None:
        account = cast(Request, request).account
        if account is None or not account.language:
            return
        if translation.get_language_from_path(request.path_info):
            return
        if translation.check_for_language(account.language):
            translation.activate(account.language)
            request.LANGUAGE_CODE = translation.get_language() or ""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        super_response = super().process_response(request, cast(HttpResponse, response))
        chosen = translation.get_language_from_path(request.path_info)
        name = settings.LANGUAGE_COOKIE_NAME
        if chosen and request.COOKIES.get(name) != chosen:
            super_response.set_cookie(
                name,
                chosen,
                max_age=int(timedelta(days=365).total_seconds()),
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return super_response


class ErrorMiddleware:
    """Answers expected errors with their sentence; the rest is Django's.

    A NUL character is refused here for all pages: no keyboard types one, and the
    database takes none.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        given = [request.GET]
        # Programs send no forms, and their bodies are for their views to read.
        if not request.path.startswith(errors.PROGRAMS):
            given.append(request.POST)
        in_path = any("\0" in str(part) for part in kwargs.values())
        if in_path or any(_holds_nul(fields) for fields in given):
            return errors.bad_request(request)
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, SatupintuError) and exception.status < 500:
            return errors.answer(request, exception)
        if isinstance(exception, Http404):
            return errors.not_found(request)
        if isinstance(exception, PermissionDenied):
            return errors.forbidden(request)
        return None


def _holds_nul(fields: QueryDict) -> bool:
    return any(
        "\0" in text for name, values in fields.lists() for text in (name, *values)
    )


def _nobody_here(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return errors.respond(
            request,
            status=404,
            code="unknown_host",
            sentence=_(
                "No public-service mall answers at this address. Check the address; "
                "if you run this server, see SATUPINTU_TENANT_HOSTS in the manual."
            ),
        )


def _account_of(request: Request) -> people.Account | None:
    if SESSION_KEY not in request.session:
        return None
    found = get_user(request)
    if not isinstance(found, people.Account):
        return None
    # Another tenant's session stays as it is: on its own host it is good.
    if found.tenant_id != request.tenant.id:
        return None
    if not _fresh(request, staff=found.is_staff):
        logout(request)
        return None
    return found


def _fresh(request: Request, *, staff: bool) -> bool:
    signed_in = _moment(request, SIGNED_IN_AT)
    if signed_in is None or (staff and _moment(request, FACTOR_AT) is None):
        return False
    if request.now - signed_in > (STAFF_LIFE if staff else CITIZEN_LIFE):
        return False
    if not staff:
        return True
    seen = _moment(request, SEEN_AT) or signed_in
    if request.now - seen > STAFF_IDLE:
        return False
    if request.now - seen > _SEEN_STEP:  # not a write on every page
        request.session[SEEN_AT] = request.now.isoformat()
    return True


def _moment(request: Request, key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(request.session[key])
    except (KeyError, TypeError, ValueError):
        return None
