from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "satupintu.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Let the reactions hear of events."""
        from satupintu.journeys import (  # noqa: F401
            appointment_letters,
            arrivals,
            home,
            home_delays,
            home_letters,
            outages,
            reactions,
            turns,
        )
