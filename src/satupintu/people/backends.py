"""Django's side of signing in: passwords for staff, and nothing else."""

import uuid

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from satupintu.people.models import Account


class PeopleBackend(BaseBackend):
    """Checks a staff password, and loads the account of a session.

    A right password is only half of a sign-in: see `factors`.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> Account | None:
        if not username or not password:
            return None
        account = Account.objects.filter(username=username, is_staff=True).first()
        if account is None:
            # Spend the same time as for a wrong password, so that the clock does
            # not tell which accounts exist.
            Account().set_password(password)
            return None
        if not account.check_password(password) or not account.is_active:
            return None
        return account

    def get_user(self, user_id: uuid.UUID) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
