"""What an address asks, read with care."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone


def day_kept(request: HttpRequest) -> dict[str, str]:
    """Give the day a page was asked for, for its addresses to keep; none where it is today."""
    on = day_asked(request)
    return {} if on == timezone.localdate() else {"on": on.isoformat()}


def day_asked(request: HttpRequest) -> date:
    """Give the day a page is asked for with ``?on=YYYY-MM-DD``; today where that is no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
