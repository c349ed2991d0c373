from django.urls import path

from . import views

urlpatterns = [
    path("", views.home),
    path("add", views.add),
    path("fast", views.fast),
    path("slow", views.slow),
]
