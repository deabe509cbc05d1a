"""REST, version 1: what counters, couriers and other systems call.

The same actions as the pages, with the same rules; errors are RFC 9457.
"""

from datetime import datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Field, File, Header, NinjaAPI, Router, Schema, Status, UploadedFile
from pydantic import StrictBool, StrictFloat, StrictInt, StrictStr

from satupintu.api.keys import KeyAuth
from satupintu.api.problems import answer_in_problems
from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.documents import service as documents
from satupintu.kernel.actor import Actor
from satupintu.permits import service as permits

MAX_MB = 10
TYPES = ("pdf", "jpg", "png")

api = NinjaAPI(
    title="Satupintu",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    auth=KeyAuth(),
)
answer_in_problems(api)
router = Router(tags=["cases"])
public = Router(tags=["public"], auth=None)


Plain = StrictStr | StrictBool | StrictInt | StrictFloat
# What a question can be answered with: a value, or several options.
Answer = Plain | list[StrictStr] | None


class Application(Schema):
    """A whole application. Answers are as people write them; dates are ISO."""

    service: str = Field(max_length=60)
    answers: dict[str, Answer]
    papers: dict[str, str] = Field(default_factory=dict)
    channel: str = Field("online", pattern="^(online|counter|home)$")


class CaseOut(Schema):
    number: str
    service: str
    version: int
    status: str
    submitted_at: str
    due_at: str | None


class FileOut(Schema):
    id: str
    name: str
    media_type: str
    size: int


class ServiceOut(Schema):
    code: str
    version: int
    title: dict[str, str]
    agency: str
    definition: dict[str, Any] | None = None


class VerificationOut(Schema):
    verdict: str
    checked_at: str


@router.post("/cases", response={201: CaseOut}, operation_id="submit_application")
def submit(
    request: HttpRequest,
    application: Application,
    idempotency_key: Annotated[str, Header(min_length=8, max_length=100)],
) -> Status[CaseOut]:
    """File an application. The same `Idempotency-Key` gives the same case."""
    case = cases.submit_application(
        service_code=application.service,
        raw={name: _raw(value) for name, value in application.answers.items()},
        papers=application.papers,
        key=idempotency_key,
        channel=application.channel,
        actor=_actor(request),
        now=_now(request),
    )
    return Status(201, _case(case))


@router.get("/cases/{number}", response=CaseOut, operation_id="get_case")
def get_case(request: HttpRequest, number: str) -> CaseOut:
    """One of the account's own cases."""
    file = cases.open_case(ref=number, actor=_actor(request), now=_now(request))
    return _case(file.case)


@router.post("/files", response={201: FileOut}, operation_id="store_file")
def store_file(request: HttpRequest, file: File[UploadedFile]) -> Status[FileOut]:
    """Store a paper; its id goes into an application's `papers`."""
    stored = documents.store(
        owner_id=_actor(request).id,
        name=file.name or "",
        data=file.read(),
        types=TYPES,
        max_mb=MAX_MB,
        now=_now(request),
    )
    made = FileOut(
        id=str(stored.id),
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
    )
    return Status(201, made)


@public.get("/services", response=list[ServiceOut], operation_id="list_services")
def list_services(request: HttpRequest) -> list[ServiceOut]:
    """Every service, without its definition."""
    return [_service(p, whole=False) for p in catalogue.services()]


@public.get("/services/{code}", response=ServiceOut, operation_id="get_service")
def get_service(request: HttpRequest, code: str) -> ServiceOut:
    """A service with its whole definition: form, papers, fees, procedure, clock."""
    return _service(catalogue.current(code), whole=True)


@public.get("/permits/{query}", response=VerificationOut, operation_id="verify_permit")
def verify_permit(request: HttpRequest, query: str) -> VerificationOut:
    """Whether the permit with this check code is genuine and in force."""
    found = permits.verify(query, now=_now(request))
    return VerificationOut(
        verdict=found.verdict.value, checked_at=found.checked_at.isoformat()
    )


api.add_router("", router)
api.add_router("", public)


def _now(request: HttpRequest) -> datetime:
    """When the request arrived, as the tenant's middleware noted it."""
    return cast(datetime, request.now)  # type: ignore[attr-defined]


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def _raw(value: Answer) -> list[str]:
    """A JSON value as a form would send it."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]


def _case(case: cases.Case) -> CaseOut:
    return CaseOut(
        number=case.number,
        service=case.service_code,
        version=catalogue.version(case.version_id).version,
        status=case.status,
        submitted_at=case.submitted_at.isoformat(),
        due_at=case.due_at.isoformat() if case.due_at else None,
    )


def _service(published: Published, *, whole: bool) -> ServiceOut:
    return ServiceOut(
        code=published.code,
        version=published.version,
        title=published.definition.title,
        agency=published.definition.agency,
        definition=published.definition.model_dump(mode="json") if whole else None,
    )
