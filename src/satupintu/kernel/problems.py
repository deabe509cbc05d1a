"""A problem document: how a program is told what went wrong (RFC 9457)."""

from http import HTTPStatus

from django.http import JsonResponse


def problem(
    status: int,
    code: str,
    sentence: str,
    *,
    fields: dict[str, str] | None = None,
    reference: str = "",
) -> JsonResponse:
    """The answer to a program: `code` is stable, `sentence` is for its log.

    `fields` says what is wrong where; `reference` finds the line in our log.
    """
    content: dict[str, object] = {
        "type": f"urn:satupintu:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    if fields:
        content["fields"] = fields
    if reference:
        content["reference"] = reference
    return JsonResponse(content, status=status, content_type="application/problem+json")
