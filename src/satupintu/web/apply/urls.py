"""Applying online: from the start button to the case number."""

from django.urls import path

from satupintu.web.apply import views

urlpatterns = [
    path("apply/<slug:code>/", views.start, name="apply-start"),
    path("drafts/<uuid:draft_id>/", views.resume, name="draft"),
    path("drafts/<uuid:draft_id>/papers/", views.papers, name="draft-papers"),
    path(
        "drafts/<uuid:draft_id>/papers/<slug:paper>/",
        views.paper_file,
        name="draft-paper",
    ),
    path("drafts/<uuid:draft_id>/check/", views.check, name="draft-check"),
    path("drafts/<uuid:draft_id>/ask/", views.ask, name="draft-ask"),
    path("drafts/<uuid:draft_id>/send/", views.send, name="draft-send"),
    path("drafts/<uuid:draft_id>/discard/", views.discard, name="draft-discard"),
    path("drafts/<uuid:draft_id>/page/<slug:page>/", views.page, name="draft-page"),
]
