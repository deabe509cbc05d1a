"""Django's side of signing in: passwords for staff, and nothing else."""

import json
import uuid

from django.contrib.auth.backends import BaseBackend
from django.db import connection
from django.http import HttpRequest

from satupintu.people.models import Account

_FIELDS = [field.attname for field in Account._meta.concrete_fields]
# With every page of everybody who is signed in: one fixed statement.
_ACCOUNT = f"""
    SELECT {", ".join(f"account.{name}" for name in _FIELDS)}, (
        SELECT json_agg(json_build_array(agency.code, posting.role))::text
        FROM people_posting AS posting
        JOIN people_agency AS agency ON agency.id = posting.agency_id
        WHERE posting.account_id = account.id
          AND posting.tenant_id = account.tenant_id
    )
    FROM people_account AS account
    WHERE account.id = %s AND account.is_active
"""  # noqa: S608 - of the model's own columns


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
        """The account of a session, with its posts; None if it was closed."""
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNT, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        *values, posts = row
        account = Account.from_db(connection.alias, _FIELDS, values)
        account.posts = frozenset(
            (code, role) for code, role in json.loads(posts or "[]")
        )
        return account
