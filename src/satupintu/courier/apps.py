from django.apps import AppConfig


class CourierConfig(AppConfig):
    name = "satupintu.courier"
    label = "courier"
    default_auto_field = "django.db.models.BigAutoField"
