from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "satupintu.ops"
    label = "ops"
