"""Signing in as staff: password, then the second factor; enrolling it once."""

import uuid

import segno
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from satupintu.people import service as people
from satupintu.web.accounts.session import HALF, Step, enter_staff, recall, remember
from satupintu.web.guards import safe_next
from satupintu.web.requests import Request, as_request

OFFICE = "office"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password."""
    given = as_request(request)
    wanted = request.POST.get("next") or request.GET.get("next")
    target = safe_next(request, wanted, "")
    if given.actor is not None and given.actor.is_staff:
        return redirect(target or office())
    if request.method == "GET":
        return _ask_password(request, target)
    login = request.POST.get("login", "")
    account = authenticate(
        request,
        username=people.username_of(login),
        password=request.POST.get("password", ""),
    )
    if not isinstance(account, people.Account):
        error = _("The e-mail or the password is not right. Check both and try again.")
        return _ask_password(request, target, login, error, status=422)
    request.session.cycle_key()
    remember(given, HALF, account=str(account.id), next=target)
    return redirect("staff-code" if people.has_factor(account.id) else "staff-enrol")


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """What django-axes shows after too many wrong passwords."""
    error = _(
        "Too many wrong passwords from your network for this account. "
        "Wait 15 minutes, then try again, or ask your agency's manager."
    )
    return _ask_password(request, "", request.POST.get("login", ""), error, status=429)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator app, or one from the list on paper."""
    given = as_request(request)
    step = recall(given, HALF)
    if step is None:
        return redirect("staff-sign-in")
    account = _account(step)
    if not people.has_factor(account.id):
        return redirect("staff-enrol")
    if request.method == "GET":
        return _ask_factor(request)
    try:
        people.check_factor(
            account_id=account.id, code=request.POST.get("code", ""), now=given.now
        )
    except people.FactorRefused as refused:
        return _ask_factor(request, refused)
    enter_staff(given, account)
    return redirect(step["next"] or office())


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in: connect an authenticator app, get the list on paper."""
    given = as_request(request)
    step = recall(given, HALF)
    if step is None:
        return redirect("staff-sign-in")
    account = _account(step)
    if people.has_factor(account.id):
        return redirect("staff-code")
    if request.method == "GET":
        return _show_secret(given, account)
    try:
        recovery = people.confirm_enrolment(
            account_id=account.id, code=request.POST.get("code", ""), now=given.now
        )
    except people.FactorRefused as refused:
        return _show_secret(given, account, refused)
    enter_staff(given, account)
    context = {"codes": recovery, "next": step["next"] or office()}
    return render(request, "accounts/staff_recovery.html", context)


def office() -> str:
    """Where staff go after signing in."""
    try:
        return reverse(OFFICE)
    except NoReverseMatch:
        return "/"


def _account(step: Step) -> people.Account:
    return people.account(uuid.UUID(step["account"]))


def _ask_password(
    request: HttpRequest,
    target: str,
    login: str = "",
    error: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "next": target,
        "login": login,
        "errors": {"login": error} if error else {},
    }
    return render(request, "accounts/staff_sign_in.html", context, status=status)


def _ask_factor(
    request: HttpRequest, refused: people.FactorRefused | None = None
) -> HttpResponse:
    context = {"errors": {"code": refused.sentence} if refused else {}}
    status = refused.status if refused else 200
    return render(request, "accounts/staff_code.html", context, status=status)


def _show_secret(
    request: Request,
    account: people.Account,
    refused: people.FactorRefused | None = None,
) -> HttpResponse:
    secret = people.begin_enrolment(account_id=account.id)
    uri = people.provisioning_uri(account_id=account.id, issuer=request.tenant.name)
    context = {
        "qr": _qr(uri),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "login": account.login,
        "errors": {"code": refused.sentence} if refused else {},
    }
    status = refused.status if refused else 200
    return render(request, "accounts/staff_enrol.html", context, status=status)


def _qr(uri: str) -> SafeString:
    svg: str = segno.make(uri, error="m").svg_inline(
        scale=5, border=2, light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(svg)  # noqa: S308 (drawn here from squares)
