"""The one Django application."""

from django.apps import AppConfig
from django.utils import translation

from maillage import texts


class MaillageConfig(AppConfig):
    """All models live under one label: rooms, not applications, structure the code."""

    name = "maillage"
    label = "maillage"
    verbose_name = "Maillage"

    def ready(self) -> None:
        """Let the texts of every floor follow the language Django has activated."""
        texts.use(translation.gettext, translation.ngettext, translation.get_language)
