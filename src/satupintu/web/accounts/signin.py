"""Signing in and up with a one-time code. Works for any address alike."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from satupintu.kernel.errors import Refused
from satupintu.notifications import service as notifications
from satupintu.people import service as people
from satupintu.web.accounts.place import country
from satupintu.web.accounts.session import ASKED, PROVED, Step, enter, recall, remember
from satupintu.web.guards import safe_next
from satupintu.web.requests import Request, as_request, client_address


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One field: e-mail or phone."""
    given = as_request(request)
    target = safe_next(request, _next_of(request), "")
    if given.actor is not None and not given.actor.is_staff:
        return redirect(target or reverse("my-applications"))
    if request.method == "GET":
        return _ask_address(request, target)
    typed = request.POST.get("address", "")
    try:
        address = people.parse_address(text=typed, country=country())
        send_code(given, address, key=ASKED, target=target)
    except Refused as refused:
        return _ask_address(request, target, typed, refused)
    return redirect("sign-in-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent."""
    given = as_request(request)
    step = recall(given, ASKED)
    if step is None:
        return redirect("sign-in")
    if request.method == "GET":
        return _ask_code(request, step)
    try:
        proof = people.identity_provider("code").finish(
            state=step["state"],
            answer={"code": request.POST.get("code", "")},
            now=given.now,
        )
    except Refused as refused:
        return _ask_code(request, step, refused)
    return _welcome(given, proof.address, step["next"])


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The name of someone new, whose address is proven."""
    given = as_request(request)
    step = recall(given, PROVED)
    if step is None:
        return redirect("sign-in")
    if request.method == "GET":
        return _ask_name(request, step)
    try:
        account = people.sign_up(
            address=people.parse_address(text=step["address"], country=""),
            name=request.POST.get("name", ""),
            language=get_language() or "",
            now=given.now,
        )
    except people.BadProfile as bad:
        return _ask_name(request, step, bad)
    except people.AddressTaken:  # the same form sent twice, from two tabs
        return redirect("sign-in")
    enter(given, account)
    return redirect(step["next"] or reverse("home"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, of citizens and staff."""
    actor = as_request(request).actor
    logout(request)
    return redirect("staff-sign-in" if actor and actor.is_staff else "home")


def send_code(
    request: Request, address: people.Address, *, key: str, target: str = ""
) -> None:
    """Make a code, send it, and remember under `key` what it was for.

    The address of a member of staff gets a message without a code: who reads it
    learns why, and who typed it sees what everybody sees.
    """
    channel = notifications.channel_to(address)
    if not notifications.can_send(channel):
        raise people.BadAddress(
            _("We cannot send messages to phones here. Enter your e-mail address.")
        )
    begun = people.identity_provider("code").begin(
        address=address,
        client=people.client_network(client_address(request)),
        now=request.now,
    )
    notifications.notify_address(
        channel=channel,
        address=address.value,
        subject=_("Your code for signing in"),
        body=_letter(begun.code),
        dedupe=f"code:{begun.state}",
        now=request.now,
        secret=True,
    )
    remember(request, key, state=begun.state, address=address.value, next=target)


def _letter(code: str) -> str:
    if not code:
        return _(
            "Someone, probably you, asked for a code to sign in as a citizen. This "
            "address belongs to a staff account: use the sign-in page for staff. To "
            "apply for yourself, use your private address."
        )
    sentence = _(
        "%(code)s is your code. It works once and for 10 minutes. "
        "We never ask for it by phone; if you did not want to sign in, ignore this."
    )
    return sentence % {"code": code}


def _welcome(request: Request, address: people.Address, target: str) -> HttpResponse:
    account = people.account_of(address)
    if account is None:
        request.session.pop(ASKED, None)
        remember(request, PROVED, address=address.value, next=target)
        return redirect("sign-up")
    if account.is_staff or not account.is_active:
        raise people.NoSuchAccount(
            _("This account is closed. The help desk can tell you more.")
        )
    enter(request, account)
    return redirect(target or reverse("my-applications"))


def _next_of(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _ask_address(
    request: HttpRequest, target: str, typed: str = "", refused: Refused | None = None
) -> HttpResponse:
    context = {
        "next": target,
        "address": typed,
        "errors": {"address": refused.sentence} if refused else {},
        "phones": notifications.can_send(notifications.Channel.SMS),
    }
    return render(request, "accounts/sign_in.html", context, status=_status(refused))


def _ask_code(
    request: HttpRequest, step: Step, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "address": step["address"],
        "next": step["next"],
        "errors": {"code": refused.sentence} if refused else {},
    }
    return render(
        request, "accounts/sign_in_code.html", context, status=_status(refused)
    )


def _ask_name(
    request: HttpRequest, step: Step, bad: people.BadProfile | None = None
) -> HttpResponse:
    context = {
        "address": step["address"],
        "name": request.POST.get("name", ""),
        "errors": bad.fields if bad else {},
    }
    return render(request, "accounts/sign_up.html", context, status=_status(bad))


def _status(refused: Refused | None) -> int:
    return refused.status if refused else 200
