"""Who can sign in to the demonstration, for the block that `run` prints."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.demo.script import read_script
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.kernel.models import Tenant


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demonstration; `path` is where to sign in."""

    audience: str
    name: str
    login: str
    path: str
    hint: str


def logins() -> list[Login]:
    """Citizens and staff, grouped by audience, then the open pages."""
    script = read_script()
    if script is None:
        return []
    with translation.override("en"):
        mailbox = reverse("mailbox") if settings.SATUPINTU_DEMO else ""
        found = [
            Login(
                _("Everybody, without an account"),
                _("Home page"),
                "",
                reverse("home"),
                "",
            ),
            Login(
                _("Everybody, without an account"),
                _("Check a permit"),
                "",
                reverse("permit-check"),
                "",
            ),
            Login(
                _("All letters, codes and authenticators"),
                _("Development mailbox"),
                "",
                mailbox,
                "",
            ),
        ]
        citizens = [
            Login(
                _("Citizens"),
                citizen.name,
                citizen.login,
                reverse("sign-in"),
                _("code: in the mailbox"),
            )
            for citizen in script.citizens.values()
        ]
        staff = [
            Login(
                _("Staff (password %(password)s, then the code in the mailbox)")
                % {"password": script.password},
                member.name,
                member.login,
                reverse("staff-sign-in"),
                _roles(member.posts),
            )
            for member in script.staff
        ]
    return [*found, *citizens, *staff]


def _roles(posts: list[str]) -> str:
    tenant = Tenant.objects.order_by("created_at").first()
    if tenant is None:
        return ", ".join(posts)
    with tenancy.scope(tenant):
        titles = {role.code: text(role.title) for role in catalogue.pack().roles}
    return ", ".join(titles.get(p.partition("@")[0], p) for p in posts)
