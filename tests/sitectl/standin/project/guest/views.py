import os
import time

from django.http import HttpResponse

from .models import Entry

RELEASE = os.environ["RELEASE"]


def home(request):
    return HttpResponse(f"{RELEASE} {Entry.objects.count()} entries\n")


def add(request):
    Entry.objects.create(text="x")
    return HttpResponse("added\n")


def fast(request):
    return HttpResponse(RELEASE + "\n")


def slow(request):
    time.sleep(1)
    return HttpResponse(RELEASE + "\n")
