"""A citizen's applications: the list, one case, its receipt, corrections."""

from django.urls import path

from satupintu.web.mycases import views

urlpatterns = [
    path("cases/", views.index, name="my-applications"),
    path("cases/<path:number>/receipt/", views.receipt, name="case-receipt"),
    path("cases/<path:number>/correct/", views.correct, name="case-correct"),
    path("cases/<path:number>/withdraw/", views.withdraw, name="case-withdraw"),
    path("cases/<path:number>/handover/", views.handover, name="case-handover"),
    path("cases/<path:number>/permit/", views.permit, name="case-permit"),
    path("cases/<path:number>/papers/<slug:paper>/", views.paper, name="case-paper"),
    path("cases/<path:number>/procedure.svg", views.picture, name="case-picture"),
    path("cases/<path:number>/", views.detail, name="case"),
]
