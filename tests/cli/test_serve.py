"""Serving the application."""

import pytest
from django.db import connection

from maillage.cli.serve import check_processes
from maillage.errors import ParameterError

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_several_processes_need_a_database_server():
    check_processes(1)
    if connection.vendor == "sqlite":
        with pytest.raises(ParameterError, match="Several processes need PostgreSQL"):
            check_processes(2)
    else:
        check_processes(2)
