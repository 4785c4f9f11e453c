"""Accounts from a file in the browser: the wrong row named, the good rows imported, taken back."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from maillage.texts import _
from tests.e2e.looking import faults_of

pytestmark = [pytest.mark.e2e, pytest.mark.looks]

ROWS = b"Code,Name,Potential\nIMP1,Imported company,10\nIMP2,Wrong company,-1\n"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_file_is_looked_at_imported_and_taken_back(application, language):
    address = f"{application.address}main/"
    with override(language), application.visit(language=language, bypass_csp=True) as page:
        page.goto(f"{address}imports/")
        page.get_by_role("link", name=_("Import a file")).first.click()
        page.get_by_label(_("What the file holds")).select_option("accounts")
        page.locator("input[name=file]").set_input_files(
            {"name": "accounts.csv", "mimeType": "text/csv", "buffer": ROWS}
        )
        page.get_by_role("button", name=_("Look at it")).press("Enter")
        page.wait_for_url(re.compile(r"/imports/files/\d+/$"))
        page.get_by_role("alert").wait_for()
        page.locator("select[name=column-0]").select_option("external_id")
        page.get_by_role("button", name=_("Look again")).press("Enter")
        wrong = page.get_by_role("row").filter(has_text="-1").first
        wrong.wait_for()
        assert wrong.get_by_role("rowheader").inner_text() == "3"
        assert faults_of(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390
        page.set_viewport_size({"width": 1280, "height": 860})
        page.locator("main button.primary").press("Enter")
        page.wait_for_url(re.compile(r"/imports/\d+/$"))
        imported = page.url
        page.goto(f"{address}accounts/?q=Imported+company")
        assert page.locator("tbody tr").count() == 1
        page.goto(imported)
        page.get_by_role("button", name=_("Undo")).click()
        page.locator("dialog[open] button.primary").press("Enter")
        page.get_by_text(_("Undone: all is as it was before this file.")).wait_for()
        page.goto(f"{address}accounts/?q=Imported+company")
        assert page.locator("tbody tr").count() == 0
        page.console_errors.clear()  # axe is no script of ours
