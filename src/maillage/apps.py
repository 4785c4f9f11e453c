"""The one Django application."""

from django.apps import AppConfig


class MaillageConfig(AppConfig):
    """All models live under one label: rooms, not applications, structure the code."""

    name = "maillage"
    label = "maillage"
    verbose_name = "Maillage"
