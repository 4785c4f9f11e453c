"""A browser whose pages must keep to the policy and raise no error."""

from __future__ import annotations

import pytest


@pytest.fixture
def page(chromium):
    """A page; at the end, nothing was refused by the policy and no script failed."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    yield page
    context.close()
    assert said == []
