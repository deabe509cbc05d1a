"""Forecasts of waiting, what was said, and the laws behind them."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel
from satupintu.queueing.models.visits import Stop


class Forecast(TenantModel):
    """The newest forecast of one waiting stop, in minutes from `at`.

    `low` to `high` is what is shown: it moves by more than five minutes only with
    a `reason`. `q10`, `q50`, `q90` are the calibrated quantiles.
    """

    stop = models.OneToOneField(Stop, on_delete=models.CASCADE, related_name="forecast")
    at = models.DateTimeField()
    ahead = models.PositiveIntegerField()
    q10 = models.FloatField()
    q50 = models.FloatField()
    q90 = models.FloatField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    nearly_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


class QueueForecast(TenantModel):
    """The newest forecast for one who would join a queue now."""

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    at = models.DateTimeField()
    waiting = models.PositiveIntegerField()
    counters = models.PositiveIntegerField()
    q10 = models.FloatField()
    q50 = models.FloatField()
    q90 = models.FloatField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "queue"), name="one_forecast_per_queue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.low}-{self.high}"


class Said(TenantModel):
    """A forecast that was shown, and, once the visitor is called, the truth.

    Minutes. `lead` says which: at joining (`joined`) or later (`later`).
    `simple` is what position x mean / counters would have said then.
    """

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    lead = models.CharField(max_length=10)
    at = models.DateTimeField()
    q10 = models.FloatField()
    q50 = models.FloatField()
    q90 = models.FloatField()
    raw10 = models.FloatField()
    raw90 = models.FloatField()
    simple = models.FloatField()
    truth = models.FloatField(null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("stop", "lead"), name="said_once_per_lead"),
        )
        indexes = (
            models.Index(
                fields=("tenant", "mall", "queue", "at"), name="said_by_queue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.q50:.0f} min, was {self.truth}"


class Law(TenantModel):
    """The fitted law of service times of a queue: lognormal, minutes.

    `shifts` is the calibration: by lead bucket, how far the low and the high end of
    a raw forecast move (`forecast.conformal`).
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    median = models.FloatField()
    sigma = models.FloatField()
    count = models.PositiveIntegerField()
    no_show = models.FloatField()
    shifts = models.JSONField(default=dict)
    fitted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "queue"), name="one_law_per_queue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.median:.1f} min"
