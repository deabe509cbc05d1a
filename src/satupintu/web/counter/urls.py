"""The counter: sign in, call, serve, file together, take payment, hand over."""

from django.urls import URLPattern, path

from satupintu.web.counter import actions, agreeing, helping, views

urlpatterns: list[URLPattern] = [
    path("counter/", views.desk, name="counter"),
    path("counter/live/", views.fragment, name="counter-live"),
    path("counter/open/", views.open_counter, name="counter-open"),
    path("counter/close/", actions.close, name="counter-close"),
    path("counter/break/", actions.begin_break, name="counter-break"),
    path("counter/back/", actions.end_break, name="counter-back"),
    path("counter/queues/", actions.queues, name="counter-queues"),
    path("counter/keys/", views.keys, name="counter-keys"),
    path("counter/alarm/", actions.alarm, name="counter-alarm"),
    path("counter/come/<uuid:alarm_id>/", actions.come, name="counter-come"),
    path("counter/do/<slug:action>/", actions.act, name="counter-do"),
    path("counter/return/", actions.bring_back, name="counter-return"),
    path("counter/help/", helping.ask, name="counter-help"),
    path("counter/help/code/", helping.code, name="counter-help-code"),
    path("counter/help/name/", helping.name, name="counter-help-name"),
    path("counter/help/start/", helping.start, name="counter-help-start"),
    path("counter/help/end/", helping.end, name="counter-help-end"),
    path("counter/bills/<uuid:bill_id>/", helping.bill_status, name="counter-bill"),
    path("counter/handover/", helping.handover, name="counter-handover"),
    path("counter/permits/<uuid:permit_id>/", helping.permit, name="counter-permit"),
    path("agree/<str:question>/", agreeing.agree, name="agree"),
]
