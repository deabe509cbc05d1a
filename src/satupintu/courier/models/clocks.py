"""The clock of the road, where it is not the real one."""

from django.db import models

from satupintu.kernel.clocks import OwnClock


class RoadClock(OwnClock):
    """Another time than the real one on the road."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant",), name="one_road_clock"),
        )

    def __str__(self) -> str:
        return f"x{self.speed:g}"
