"""The citizen's account: who they are to us, and what we hold about them."""

from dataclasses import asdict, is_dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, override
from django.views.decorators.http import require_GET, require_http_methods

from satupintu.documents import service as documents
from satupintu.kernel.errors import Refused
from satupintu.people import service as people
from satupintu.web.accounts.place import country
from satupintu.web.accounts.session import ADDING, recall
from satupintu.web.accounts.signin import send_code
from satupintu.web.context import current_pack, tongues
from satupintu.web.guards import citizen_required
from satupintu.web.requests import SignedIn


@require_GET
@citizen_required
def profile(request: SignedIn) -> HttpResponse:
    """The overview."""
    now, actor = request.now, request.actor
    context = {
        "account": request.account,
        "language": dict(settings.LANGUAGES).get(request.account.language, ""),
        "papers": len(documents.vault_of(actor, now)),
        "authorities": [
            authority
            for authority in people.authorities_of(actor, now)
            if authority.state is people.AuthorityState.IN_FORCE
        ],
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
@citizen_required
def change(request: SignedIn) -> HttpResponse:
    """Name, identity number and language."""
    account = request.account
    values = {
        name: request.POST.get(name, getattr(account, name))
        for name in ("name", "identity", "language")
    }
    if request.method == "GET":
        return _profile_form(request, values)
    if values["language"] not in dict(settings.LANGUAGES):
        values["language"] = account.language
    try:
        people.change_profile(account_id=account.id, **values)
    except people.BadProfile as bad:
        return _profile_form(request, values, bad)
    with override(values["language"] or None):
        messages.success(request, _("Your details are saved."))
        return redirect(reverse("account"))


@require_http_methods(["GET", "POST"])
@citizen_required
def address(request: SignedIn) -> HttpResponse:
    """Another e-mail address or phone number: first the address."""
    if request.method == "GET":
        return render(request, "accounts/address.html", {"errors": {}})
    typed = request.POST.get("address", "")
    try:
        wanted = people.parse_address(text=typed, country=country())
        send_code(request, wanted, key=ADDING)
    except Refused as refused:
        context = {"errors": {"address": refused.sentence}, "address": typed}
        return render(request, "accounts/address.html", context, status=refused.status)
    return redirect("account-address-code")


@require_http_methods(["GET", "POST"])
@citizen_required
def address_code(request: SignedIn) -> HttpResponse:
    """Another e-mail address or phone number: then the code sent to it."""
    step = recall(request, ADDING)
    if step is None:
        return redirect("account-address")
    context = {"address": step["address"], "errors": {}}
    if request.method == "GET":
        return render(request, "accounts/address_code.html", context)
    try:
        proof = people.identity_provider("code").finish(
            state=step["state"],
            answer={"code": request.POST.get("code", "")},
            now=request.now,
        )
        people.prove_address(account_id=request.account.id, address=proof.address)
    except Refused as refused:
        context["errors"] = {"code": refused.sentence}
        return render(
            request, "accounts/address_code.html", context, status=refused.status
        )
    request.session.pop(ADDING, None)
    messages.success(request, _("The address is confirmed."))
    return redirect("account")


@require_GET
@citizen_required
def my_data(request: SignedIn) -> HttpResponse:
    """All that this part holds about the person, for them to keep (JSON)."""
    account, actor, now = request.account, request.actor, request.now
    held = {
        "account": {
            "login": account.login,
            "email": account.email,
            "phone": account.phone,
            "name": account.name,
            "identity": account.identity,
            "language": account.language,
            "created_at": account.created_at,
        },
        "authorities": people.authorities_of(actor, now),
        "papers": documents.vault_of(actor, now),
    }
    response = JsonResponse(_plain(held), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _profile_form(
    request: SignedIn, values: dict[str, str], bad: people.BadProfile | None = None
) -> HttpResponse:
    context = {
        "values": values,
        "languages": [(t.code, t.name) for t in tongues(current_pack())],
        "errors": bad.fields if bad else {},
    }
    status = bad.status if bad else 200
    return render(request, "accounts/profile_form.html", context, status=status)
