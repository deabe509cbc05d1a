"""The development mailbox: what a demonstration would have sent, for all to read."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from satupintu.notifications import service as notifications
from satupintu.people import service as people
from satupintu.web.requests import as_request

# Not the digits of a case number.
_CODE = re.compile(r"(?<![\w-])\d{6}(?!\w)")


@dataclass(frozen=True, slots=True)
class Line:
    """A message and the code in it, if there is one."""

    letter: notifications.Letter
    code: str

    @property
    def query(self) -> str:
        return urlencode({"address": self.letter.address})


@dataclass(frozen=True, slots=True)
class StaffCode:
    account: people.Account
    code: str


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; of one address with `?address=`. With the codes of staff."""
    _only_demo()
    now = as_request(request).now
    address = request.GET.get("address", "").strip()
    context = {
        "address": address,
        "lines": [Line(found, _code(found)) for found in _letters(address, 50)],
        "staff": [
            StaffCode(account, people.demo_totp(account, now))
            for account in people.staff_accounts()
        ],
        "seconds": 30 - int(now.timestamp()) % 30,
    }
    return render(request, "accounts/mailbox.html", context)


@never_cache
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The newest message to `?address=` as plain text: subject, gap, body."""
    _only_demo()
    letters = _letters(request.GET.get("address", "").strip(), 1)
    if not letters:
        return HttpResponse("", status=404, content_type="text/plain; charset=utf-8")
    text = f"{letters[0].subject}\n\n{letters[0].body}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _letters(address: str, limit: int) -> list[notifications.Letter]:
    return notifications.mailbox(address=address, limit=limit)


def _code(letter: notifications.Letter) -> str:
    found = _CODE.search(letter.body)
    return found[0] if found else ""


def _only_demo() -> None:
    if not settings.SATUPINTU_DEMO:
        raise Http404
