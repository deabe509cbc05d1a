from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "satupintu.permits"
    label = "permits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from satupintu.catalogue.service import use_template_checker
        from satupintu.permits.template_check import wrong_with

        use_template_checker(wrong_with)
