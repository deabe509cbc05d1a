"""Handing a stored file to a browser, after the caller's guard said yes."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from satupintu.documents.service import StoredFile


def file_response(stored: StoredFile, data: bytes) -> HttpResponse:
    """The bytes as a download that no browser opens as a page of this site.

    `nosniff` and `sandbox` hold even if the content is more than it seems.
    """
    response = HttpResponse(data, content_type=stored.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=stored.name)
        or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
