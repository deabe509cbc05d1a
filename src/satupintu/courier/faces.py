"""Officers' photos: on the card that citizens see, and on the officer's own phone."""

from __future__ import annotations

import base64
import io
import uuid
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from PIL import Image

from satupintu.courier.models import Officer
from satupintu.courier.rights import refuse_others
from satupintu.courier.roster import NoSuchOfficer
from satupintu.courier.views import OfficerView, officer_view
from satupintu.documents import service as documents
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Refused

# On the phone, where a day has to fit into little memory: pixels.
SMALL = (96, 120)
_DAY = 86_400


def set_photo(
    *, officer_id: uuid.UUID, name: str, data: bytes, actor: Actor, now: datetime
) -> OfficerView:
    """Keep this picture (JPG or PNG) as the officer's, cut to a portrait.

    The one before is erased. Raises `Unfit` of the documents, `NoSuchOfficer`,
    `NotDispatcher`.
    """
    refuse_others(actor)
    portrait = documents.portrait(name=name, data=data)
    with transaction.atomic():
        rows = Officer.objects.select_for_update(no_key=True)
        officer: Officer | None = rows.filter(pk=officer_id).first()
        if officer is None:
            raise NoSuchOfficer
        stored = documents.store(
            owner_id=officer.account_id,
            name="portrait.jpg",
            data=portrait,
            types=("jpg",),
            max_mb=1,
            now=now,
        )
        before, officer.photo_id = officer.photo_id, stored.id
        officer.save(update_fields=["photo_id"])
        journal.append(
            stream=officer.pk, actor=actor, action="officer.pictured", now=now
        )
    if before is not None and documents.describe_all([before]):
        documents.delete_file(file_id=before)
    return officer_view(officer)


def small_face(photo_id: uuid.UUID | None) -> str:
    """The photo as a `data:` address for a phone without a network; "" for none."""
    if photo_id is None:
        return ""
    name = f"courier.face:{photo_id.hex}"
    found: str | None = cache.get(name)
    if found is None:
        found = _drawn(photo_id)
        cache.set(name, found, _DAY if found else 60)
    return found


def _drawn(photo_id: uuid.UUID) -> str:
    try:
        image = Image.open(io.BytesIO(documents.read(photo_id)))
    except Refused:  # gone, or still with the virus scanner
        return ""
    out = io.BytesIO()
    image.resize(SMALL).save(out, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
