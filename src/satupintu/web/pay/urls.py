"""Bills, the cashier and the demonstration's bank; under the language's prefix."""

from django.urls import path

from satupintu.web.pay import bank_views, cashier_views, views

urlpatterns = [
    path("bills/<uuid:bill_id>/", views.bill, name="bill"),
    path("bills/<uuid:bill_id>/status/", views.status, name="bill-status"),
    path("bills/<uuid:bill_id>/qr.png", views.qr_image, name="bill-qr"),
    path("bills/<uuid:bill_id>/receipt/", views.receipt, name="bill-receipt"),
    path("office/cashier/", cashier_views.cashier, name="cashier"),
    path(
        "office/cashier/events/<uuid:event_id>/",
        cashier_views.settle,
        name="cashier-settle",
    ),
    path("demo-bank/", bank_views.bank, name="demo-bank"),
]
