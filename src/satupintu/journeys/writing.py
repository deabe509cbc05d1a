"""What all letters share: their language, their links, and how a code is sent."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid
from satupintu.notifications import service as notifications
from satupintu.people import service as people


def in_words(language: str | None) -> translation.override:
    """Write in this language, or in the usual one where none is known."""
    return translation.override(language or settings.LANGUAGE_CODE)


def in_words_of_holder(address: people.Address) -> translation.override:
    """Write in the language of whoever has the address, else in that of the page."""
    holder = people.account_of(address)
    return in_words(holder.language if holder else translation.get_language())


def link(path: str) -> str:
    """The whole address of a page in the language that is written in."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return f"{settings.SATUPINTU_BASE_URL}/{language}/{path}"


def refuse_unreachable(address: people.Address) -> None:
    """Raises `Invalid` where no message can be sent to such an address."""
    if not notifications.can_send(notifications.channel_to(address)):
        sentence = _("We cannot send messages to phones here. Take the e-mail address.")
        raise Invalid(sentence, fields={"address": sentence})


def send_code(
    question: people.Question, subject: str, body: str, *, now: datetime
) -> None:
    """The letter with the code of a question, to the address that was given."""
    notifications.notify_address(
        channel=notifications.channel_to(question.address),
        address=question.address.value,
        subject=subject,
        body=body,
        dedupe=f"agree:{question.id}",
        now=now,
        secret=True,
    )
