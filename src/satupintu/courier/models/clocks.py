"""The clock of the road, where it is not the real one."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel


class RoadClock(TenantModel):
    """Another time than the real one on the road: for demonstrations and training.

    At the real moment `real_at` it was `shown_at` there; from then on the clock runs
    `speed` times as fast. Without a row the real time counts.
    """

    real_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    speed = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant",), name="one_road_clock"),
        )

    def __str__(self) -> str:
        return f"x{self.speed:g}"
