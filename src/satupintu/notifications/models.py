"""What was sent to whom."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel


class Notification(TenantModel):
    """One message on one channel. `dedupe` makes a repeated reaction harmless.

    A `secret` message (a one-time code) loses its body once it is sent or failed.
    After `until` it is of no use and is not sent (a reminder).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    secret = models.BooleanField(default=False)
    dedupe = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "dedupe"), name="sent_once"),
        )

    def __str__(self) -> str:
        return self.subject


class MailboxMessage(TenantModel):
    """What the development mailbox received, whatever the channel."""

    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return self.subject


class PushSubscription(TenantModel):
    """A browser that wants to hear about a subject (a visit), until `until`."""

    subject_id = models.UUIDField()
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    link = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject_id", "endpoint"), name="subscribed_once"
            ),
        )
        indexes = (models.Index(fields=("tenant", "until"), name="push_by_end"),)

    def __str__(self) -> str:
        return f"{self.subject_id} until {self.until:%d.%m. %H:%M}"
