from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "satupintu.journeys"
    label = "journeys"
