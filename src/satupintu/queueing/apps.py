from django.apps import AppConfig


class QueueingConfig(AppConfig):
    name = "satupintu.queueing"
    label = "queueing"
    default_auto_field = "django.db.models.BigAutoField"
