"""Files and fields of a request, as the domain takes them."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from satupintu.cases.service import Upload


def raw_of(request: HttpRequest) -> dict[str, Sequence[str]]:
    """Every posted field with all its values."""
    return {key: request.POST.getlist(key) for key in request.POST}


def uploads_of(request: HttpRequest) -> dict[str, Upload]:
    """Every uploaded file, read whole; its size is bounded by the settings."""
    return {
        name: Upload(file.name or "", file.read())
        for name, file in request.FILES.items()
        if isinstance(file, UploadedFile)
    }
