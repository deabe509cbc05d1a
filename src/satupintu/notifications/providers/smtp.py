"""E-mail over the mail server of Django's settings."""

from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import ClassVar

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage

from satupintu.notifications.providers.base import (
    Channel,
    Message,
    NotSent,
    Provider,
    register,
)


@register("smtp")
class Smtp(Provider):
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.EMAIL})

    def send(self, message: Message) -> None:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        mail = EmailMessage(
            subject=" ".join(message.subject.split()),
            body=message.body,
            to=[message.address],
            headers={
                "Message-ID": make_msgid(idstring=message.id, domain=domain),
                "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            },
        )
        try:
            mail.send()
        except (SMTPRecipientsRefused, BadHeaderError) as error:
            raise NotSent(f"The address was refused: {error}", permanent=True) from None
        except (SMTPException, OSError) as error:
            raise NotSent(f"The mail server did not take it: {error}") from None
