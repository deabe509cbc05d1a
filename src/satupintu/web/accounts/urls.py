"""Addresses of signing in and of the account, below the language prefix."""

from django.urls import path

from satupintu.web.accounts import account, authorities, papers, signin, staff

urlpatterns = [
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/code/", signin.code, name="sign-in-code"),
    path("sign-up/", signin.sign_up, name="sign-up"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("account/", account.profile, name="account"),
    path("account/profile/", account.change, name="account-profile"),
    path("account/address/", account.address, name="account-address"),
    path("account/address/code/", account.address_code, name="account-address-code"),
    path("account/my-data.json", account.my_data, name="account-data"),
    path("account/authorities/", authorities.index, name="authorities"),
    path("account/authorities/add/", authorities.add, name="authority-add"),
    path(
        "account/authorities/<uuid:authority_id>/revoke/",
        authorities.revoke,
        name="authority-revoke",
    ),
    path(
        "account/authorities/<uuid:authority_id>/proof/",
        authorities.proof,
        name="authority-proof",
    ),
    path("account/papers/", papers.index, name="papers"),
    path("account/papers/<uuid:item_id>/", papers.download, name="paper-download"),
    path("account/papers/<uuid:item_id>/forget/", papers.forget, name="paper-forget"),
    path("staff/sign-in/", staff.sign_in, name="staff-sign-in"),
    path("staff/code/", staff.code, name="staff-code"),
    path("staff/enrol/", staff.enrol, name="staff-enrol"),
]
