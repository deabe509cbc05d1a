"""Who can sign in to the demonstration, for the block that `run` prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation

from satupintu.catalogue import service as catalogue
from satupintu.demo.script import Script, read_script
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.kernel.models import Tenant

EVERYBODY = "Everybody, without an account"
LETTERS = "All letters, codes and authenticators"
COUNTERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demonstration; `path` is where to sign in."""

    audience: str
    name: str
    login: str
    path: str
    hint: str


def logins() -> list[Login]:
    """The open pages, then citizens and staff, grouped by audience."""
    script = read_script()
    if script is None:
        return []
    with translation.override("en"):
        return [
            *_open_pages(script),
            *_citizens(script),
            *_staff(script),
            *_counters(script),
            *_road(script),
        ]


def _open_pages(script: Script) -> Iterator[Login]:
    yield Login(EVERYBODY, "Home page", "", reverse("home"), "")
    yield Login(EVERYBODY, "Check a permit", "", reverse("permit-check"), "")
    yield Login(EVERYBODY, "The living mall", "", reverse("living-mall"), "")
    if script.home is not None:
        yield Login(EVERYBODY, "The living road", "", reverse("living-road"), "")
    yield Login(LETTERS, "Development mailbox", "", reverse("mailbox"), "")


def _citizens(script: Script) -> Iterator[Login]:
    path, hint = reverse("sign-in"), "code: in the mailbox"
    for citizen in script.citizens.values():
        yield Login("Citizens", citizen.name, citizen.login, path, hint)


def _staff(script: Script) -> Iterator[Login]:
    audience = f"Staff (password {script.password}, then the code in the mailbox)"
    path = reverse("staff-sign-in")
    for member in script.staff:
        yield Login(audience, member.name, member.login, path, _roles(member.posts))


def _counters(script: Script) -> Iterator[Login]:
    """One officer for each of the agencies that has most; enough to try it."""
    if script.counters is None:
        return
    members = {member.login: member for member in script.counters.members()}
    audience = "At the counters (the same password); each agency has such a login"
    path = reverse("staff-sign-in")
    for agency, counter in shown_counters(script):
        login = script.counters.login.format(counter=counter, agency=agency)
        yield Login(audience, members[login].name, login, path, "")


def _road(script: Script) -> Iterator[Login]:
    """Dispatcher, operator, desk, and the officers who are left to people."""
    audience = "Home visits (the same password)"
    path = reverse("staff-sign-in")
    for member in script.home.members() if script.home else ():
        yield Login(audience, member.name, member.login, path, _roles(member.posts))


def shown_counters(script: Script) -> list[tuple[str, str]]:
    """(agency, counter) of those whose logins are printed: they are left to people."""
    if script.counters is None:
        return []
    largest = sorted(script.counters.staff.items(), key=lambda item: -len(item[1]))
    return [(agency, next(iter(people))) for agency, people in largest[:COUNTERS_SHOWN]]


def _roles(posts: list[str]) -> str:
    tenant = Tenant.objects.order_by("created_at").first()
    if tenant is None:
        return ", ".join(posts)
    with tenancy.scope(tenant):
        titles = {role.code: text(role.title) for role in catalogue.pack().roles}
    return ", ".join(titles.get(p.partition("@")[0], p) for p in posts)
