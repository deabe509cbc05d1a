"""The vault: papers given once, offered the next time."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from satupintu.cases import service as cases
from satupintu.documents import service as documents
from satupintu.kernel.localized import text
from satupintu.web.accounts.files import file_response
from satupintu.web.context import current_pack
from satupintu.web.guards import citizen_required
from satupintu.web.requests import SignedIn


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the page: its title in the pack's register, and the item."""

    title: str
    item: documents.VaultItem


@require_GET
@citizen_required
def index(request: SignedIn) -> HttpResponse:
    """What is kept, where it came from, until when it is valid."""
    pack = current_pack()
    titles = {paper.code: text(paper.title) for paper in pack.papers} if pack else {}
    lines = [
        Line(titles.get(item.paper, item.paper), item)
        for item in documents.vault_of(request.actor, request.now)
    ]
    return render(request, "accounts/papers.html", {"lines": lines})


@require_GET
@citizen_required
def download(request: SignedIn, item_id: uuid.UUID) -> HttpResponse:
    """One's own paper."""
    item = _item(request, item_id)
    return file_response(*documents.read_own(request.actor, item.file.id))


@require_POST
@citizen_required
def forget(request: SignedIn, item_id: uuid.UUID) -> HttpResponse:
    """Take it out of the vault; an application that has it keeps it."""
    is_deleted = documents.forget_paper(
        actor=request.actor,
        item_id=item_id,
        in_use=lambda file_id: cases.holds_file(
            account_id=request.account.id, file_id=file_id
        ),
    )
    messages.success(
        request,
        _("The paper is deleted.")
        if is_deleted
        else _("The paper is no longer offered. Applications that have it keep it."),
    )
    return redirect("papers")


def _item(request: SignedIn, item_id: uuid.UUID) -> documents.VaultItem:
    for item in documents.vault_of(request.actor, request.now):
        if item.id == item_id:
            return item
    raise documents.NoSuchPaper(_("There is no such paper in your vault"))
