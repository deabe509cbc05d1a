"""What people are told, in their own language, in plain words.

Each letter has a key that names the occasion, so that a repeated reaction sends
nothing twice. No letter carries answers or an identity number: mail is not safe.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.journeys.writing import in_words, link
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_money, format_when
from satupintu.notifications import service as notifications
from satupintu.payments import service as payments
from satupintu.people import service as people
from satupintu.permits import service as permits


def submitted(case: cases.CaseFacts, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            "submitted",
            _("We have received your application %(number)s"),
            _(
                "Your application “%(title)s” has arrived. Its number is "
                "%(number)s. The front office now checks whether it is complete.\n\n"
                "Follow it here: %(link)s"
            ),
            now=now,
        )


def accepted(case: cases.CaseFacts, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            "accepted",
            _("Your application %(number)s is complete"),
            _(
                "Your file is complete and is being checked. You will have a "
                "decision by %(due)s at the latest.\n\nFollow it here: %(link)s"
            ),
            now=now,
            due=_when(case, case.due_at),
        )


def correction(
    case: cases.CaseFacts,
    asked: cases.CorrectionFacts,
    *,
    correction_id: uuid.UUID,
    now: datetime,
) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            f"correction:{correction_id}",
            _("Please correct your application %(number)s"),
            _(
                "An officer asks you to put something right in “%(title)s”:\n\n"
                "%(items)s\n\nThe clock stands still until you answer. Please "
                "answer by %(by)s.\n\nAnswer here: %(link)s"
            ),
            now=now,
            items="\n".join(_asked(case, asked)),
            by=_when(case, case.answer_by),
        )


def bill(case: cases.CaseFacts, due: payments.BillView, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            f"bill:{due.id}",
            _("Your bill for application %(number)s"),
            _(
                "There is %(amount)s to pay for “%(title)s”. The bill explains "
                "every line. The clock stands still until you have paid.\n\n"
                "Pay here: %(bill_link)s"
            ),
            now=now,
            amount=_money(due),
            bill_link=link(f"bills/{due.id}/"),
        )


def paid(case: cases.CaseFacts, bill: payments.BillView, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            f"paid:{bill.id}",
            _("We have received your payment"),
            _(
                "Your payment of %(amount)s for application %(number)s has "
                "arrived. The application goes on.\n\nReceipt: %(bill_link)s"
            ),
            now=now,
            amount=_money(bill),
            bill_link=link(f"bills/{bill.id}/"),
        )


def issued(
    case: cases.CaseFacts, permit: permits.PermitView | None, *, now: datetime
) -> None:
    if permit is None:
        return
    with _in_words_of(case.account_id):
        body = _(
            "Your permit “%(title)s” has been issued. Its number is "
            "%(permit)s.\n\nDownload it here: %(link)s\n\nAnyone can check that "
            "it is genuine with the QR code printed on it."
        )
        if case.deemed:
            body = _(
                "No decision was made in time, so your permit “%(title)s” is "
                "granted by law. Its number is %(permit)s.\n\n"
                "Download it here: %(link)s"
            )
        _send(
            case,
            "issued",
            _("Your permit is ready"),
            body,
            now=now,
            permit=permit.number,
        )


def handover(
    case: cases.CaseFacts, asked: permits.HandoverView, *, now: datetime
) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            f"handover:{asked.asked_at}",
            _("Fetch your permit at a counter"),
            _(
                "Say this code at the counter and show your identity card: %(code)s"
                "\n\nYou then get permit %(permit)s. The code works once; give it to "
                "nobody else. You find it here too: %(link)s"
            ),
            now=now,
            secret=True,
            code=asked.spoken,
            permit=asked.permit.number,
        )


def standing(
    case: cases.CaseFacts, permit: permits.PermitView | None, *, now: datetime
) -> None:
    if permit is None:
        return
    with _in_words_of(case.account_id):
        subjects = {
            "valid": _("Your permit is in force again"),
            "suspended": _("Your permit is suspended"),
            "revoked": _("Your permit is revoked"),
        }
        _send(
            case,
            f"standing:{permit.status}:{permit.status_at}",
            subjects[permit.status],
            _("It concerns permit %(permit)s. The reason:\n\n%(reason)s\n\n%(link)s"),
            now=now,
            permit=permit.number,
            reason=permit.status_reason,
        )


def refused(case: cases.CaseFacts, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            "refused",
            _("Decision on your application %(number)s"),
            _(
                "Your application “%(title)s” was refused. The reason:\n\n"
                "%(reason)s\n\nWhat you can do now: %(link)s"
            ),
            now=now,
            reason=case.reason,
        )


def withdrawn(case: cases.CaseFacts, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            "withdrawn",
            _("Your application %(number)s has been closed"),
            _(
                "Your application “%(title)s” is closed without a decision. "
                "%(reason)s\n\nYou can file it again at any time: %(link)s"
            ),
            now=now,
            reason=case.reason,
        )


def answer_soon(case: cases.CaseFacts, *, now: datetime) -> None:
    with _in_words_of(case.account_id):
        _send(
            case,
            f"answer-soon:{case.answer_by}",
            _("Please answer soon: application %(number)s"),
            _(
                "We still wait for your correction of “%(title)s”. If no answer "
                "comes by %(by)s, the application is closed.\n\n"
                "Answer here: %(link)s"
            ),
            now=now,
            by=_when(case, case.answer_by),
        )


def step_overdue(case: cases.CaseFacts, step: str, *, now: datetime) -> None:
    """To everyone on the post that holds the step, and to the agency's managers."""
    agency, role = case.published.post_of(step)
    title = case.published.definition.procedure[step].title
    for account_id in sorted(people.accounts_on({(agency, role), (agency, "manager")})):
        with _in_words_of(account_id):
            _send(
                case,
                f"step-overdue:{step}:{now}:{account_id}",
                _("A step is overdue: application %(number)s"),
                _(
                    "“%(step)s” of “%(title)s” should have been decided by now."
                    "\n\nOpen it here: %(office)s"
                ),
                now=now,
                to=account_id,
                step=text(title),
                office=link(f"office/cases/{case.number}/"),
            )


def deadline(case: cases.CaseFacts, *, missed: bool, now: datetime) -> None:
    """To everyone on the posts that hold the case; managers too once it is missed."""
    agency = case.published.definition.agency
    posts = {*case.open_posts, *([(agency, "manager")] if missed else [])}
    for account_id in sorted(people.accounts_on(posts)):
        with _in_words_of(account_id):
            subject = (
                _("Overdue: application %(number)s")
                if missed
                else _("Due soon: application %(number)s")
            )
            _send(
                case,
                f"deadline:{missed}:{case.due_at}:{account_id}",
                subject,
                _("“%(title)s”, promised by %(due)s.\n\nOpen it here: %(office)s"),
                now=now,
                to=account_id,
                due=_when(case, case.due_at),
                office=link(f"office/cases/{case.number}/"),
            )


def _in_words_of(account_id: uuid.UUID) -> translation.override:
    return in_words(people.account(account_id).language)


def _send(
    case: cases.CaseFacts,
    occasion: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    to: uuid.UUID | None = None,
    secret: bool = False,
    **values: str,
) -> None:
    values |= {
        "number": case.number,
        "title": text(case.published.definition.title),
        "link": link(f"cases/{case.number}/"),
    }
    notifications.notify(
        account_id=to or case.account_id,
        subject=subject % values,
        body=body % values,
        dedupe=f"{case.id}:{occasion}",
        now=now,
        secret=secret,
    )


def _asked(case: cases.CaseFacts, asked: cases.CorrectionFacts) -> Iterator[str]:
    questions = case.published.definition.questions
    for item in asked.items:
        if item["kind"] == "question":
            title = text(questions[item["name"]].title)
        else:
            title = text(case.published.papers[item["name"]].title)
        yield f"- {title}: {item['reason']}"


def _when(case: cases.CaseFacts, at: datetime | None) -> str:
    if at is None:
        return "-"
    return format_when(at, ZoneInfo(case.published.pack.time_zone))


def _money(bill: payments.BillView) -> str:
    return format_money(bill.total, bill.currency)
