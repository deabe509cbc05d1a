"""The development mailbox: messages end in a table that a page shows."""

from typing import ClassVar

from django.utils import timezone

from satupintu.notifications.models import MailboxMessage
from satupintu.notifications.providers.base import Channel, Message, Provider, register


@register("mailbox")
class Mailbox(Provider):
    """For demonstrations and tests only: everybody can read it."""

    channels: ClassVar[frozenset[Channel]] = frozenset(Channel)

    def send(self, message: Message) -> None:
        MailboxMessage.objects.create(
            channel=message.channel.value,
            address=message.address,
            subject=message.subject,
            body=message.body,
            received_at=timezone.now(),  # a mail server reads its own clock too
        )
