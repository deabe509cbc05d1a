"""The few pages of prose that every other page's foot leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Every service with the page of its service standard."""
    found = [published.definition for published in catalogue.services()]
    return render(request, "public/standards.html", {"services": found})


@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """Where, when and how to reach people; how to complain."""
    return render(request, "public/help.html", {"pack": catalogue.pack()})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, and who runs it."""
    return render(request, "public/about.html", {"pack": catalogue.pack()})


@require_safe
def about_data(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, who may see it, and what they may ask for."""
    return render(request, "public/about_data.html", {"pack": catalogue.pack()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, and where to report what does not work."""
    return render(request, "public/accessibility.html", {"pack": catalogue.pack()})
