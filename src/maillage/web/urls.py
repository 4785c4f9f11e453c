"""The pages of a workspace."""

from django.urls import path

from maillage.web.views import coverage

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
]
