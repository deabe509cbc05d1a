"""Where payment providers call back; without a language's prefix."""

from django.urls import path

from satupintu.web.pay import webhooks

urlpatterns = [
    path(
        "webhooks/payments/<slug:provider>/",
        webhooks.payment_callback,
        name="payment-webhook",
    ),
]
