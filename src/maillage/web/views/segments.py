"""Segments of accounts: the segmentations, an editor with its count, and the accounts in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.accounts.segments.placing import count_segments, placed_accounts
from maillage.domain.accounts.segments.presets import segment_presets
from maillage.domain.accounts.segments.reading import segments_of
from maillage.domain.accounts.segments.writing import remove_segmentation, save_segmentation
from maillage.errors import ConflictError, InputError
from maillage.interfaces.forms.criteria import fields_of
from maillage.interfaces.forms.segments import NewSegmentationForm, SegmentationForm, SegmentForm
from maillage.interfaces.lists import segments as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import Segmentation
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list


def crumbs(request: HttpRequest, found: Segmentation | None = None) -> list[dict[str, str]]:
    """The way back to the segmentations, and to one of them."""
    ways = [{"label": _("Segments"), "url": address(request, "segments")}]
    if found is not None:
        there = address(request, "segmentation", pk=found.pk)
        ways.append({"label": found.name, "url": there})
    return ways


@needs(Action.VIEW)
def segments(request: HttpRequest) -> HttpResponse:
    """List the segmentations."""
    edits = may(request.member, Action.EDIT_SEGMENTS)
    new = address(request, "segmentation_new") if edits else ""
    action = {"label": _("New segmentation"), "icon": "plus", "url": new, "kind": "primary"}
    return show_list(
        request,
        lists.segmentations(lambda row: address(request, "segmentation", pk=row.pk), new),
        Segmentation.objects.all(),
        "maillage/list.html",
        header={
            "title": _("Segments"),
            "lead": _("Accounts in ordered groups: the first segment that fits has an account."),
            "actions": [action] if edits else [],
        },
    )


@needs(Action.EDIT_SEGMENTS)
def segmentation_new(request: HttpRequest) -> HttpResponseBase:
    """Write a segmentation, from nothing or from an example."""
    known = segment_presets()
    named = [(key, name) for key, (name, _segments) in known.items()]
    form = NewSegmentationForm(request.POST or None, presets=named)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        begun = known[asked["preset"]][1] if asked["preset"] else []
        values = {"name": asked["name"], "note": asked["note"], "segments": begun}
        made = kept(request, form, None, values)
        if made is not None:
            return redirect(address(request, "segmentation", pk=made.pk))
    return show_form(request, form, _("New segmentation"), crumbs(request))


@needs(Action.EDIT_SEGMENTS)
def segmentation_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Call a segmentation otherwise, or say something else of it."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    initial = {"name": found.name, "note": found.note}
    form = SegmentationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"segments": found.segments}
        if kept(request, form, found, values):
            return redirect(address(request, "segmentation", pk=pk))
    return show_form(request, form, found.name, crumbs(request, found))


def kept(
    request: HttpRequest, form: Any, found: Segmentation | None, values: dict[str, Any]
) -> Segmentation | None:
    """Keep what a form says; None where it cannot be, which the form then says."""
    try:
        made = save_segmentation(segmentation=found, **values, by=request.member)
    except (InputError, ConflictError) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved."))
    return made


def show_form(
    request: HttpRequest, form: Any, title: str, ways: list[dict[str, str]]
) -> HttpResponse:
    """Show the form of a name and a note."""
    context = {
        "form": form,
        "submit": _("Save"),
        "back": ways[-1]["url"],
        "header": {"title": title, "crumbs": ways},
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/form.html", context, status=status)


@needs(Action.VIEW)
def segmentation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each segment asks and holds."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    edits = may(request.member, Action.EDIT_SEGMENTS)

    def rows(key: str) -> str:
        return address(request, "segment_accounts", {"segment": key}, pk=pk)

    def edit(key: str) -> str:
        return address(request, "segment", pk=pk, place=int(key)) if key.isdecimal() else ""

    wanted = segments_of(found.segments)
    add = {"label": _("Add a segment"), "icon": "plus", "kind": "primary",
           "url": address(request, "segment_new", pk=pk)}  # fmt: skip
    change = {"label": _("Change"), "icon": "pencil",
              "url": address(request, "segmentation_edit", pk=pk)}  # fmt: skip
    context = {
        "segmentation": found,
        "table": lists.table_of(
            count_segments(wanted, timezone.localdate()), wanted, rows, edit if edits else no_page
        ),
        "edits": edits,
        "accounts": address(request, "segment_accounts", pk=pk),
        "header": {
            "title": found.name,
            "crumbs": crumbs(request),
            "actions": [change, add] if edits else [],
        },
    }
    return render(request, "maillage/segments/segmentation.html", context)


def no_page(_key: str) -> str:
    """Lead nowhere."""
    return ""


@require_POST
@needs(Action.EDIT_SEGMENTS)
def segmentation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a segmentation."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    remove_segmentation(segmentation=found, by=request.member)
    text = _("The segmentation %(name)s is removed.")
    messages.success(request, text % {"name": found.name})
    return redirect(address(request, "segments"))


@needs(Action.EDIT_SEGMENTS)
def segment_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a segment, at the end unless told otherwise."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    form = SegmentForm(request.POST or None, initial={"position": len(found.segments) + 1})
    return edited(request, found, form, None)


@needs(Action.EDIT_SEGMENTS)
def segment(request: HttpRequest, pk: int, place: int) -> HttpResponseBase:
    """Change a segment."""
    found, written = segment_at(pk, place)
    initial = {"name": written["name"], "position": place + 1} | fields_of(written["criteria"])
    return edited(request, found, SegmentForm(request.POST or None, initial=initial), place)


def segment_at(pk: int, place: int) -> tuple[Segmentation, dict[str, Any]]:
    """Find a segment by its place."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    if place >= len(found.segments):
        raise Http404
    return found, found.segments[place]


def edited(
    request: HttpRequest, found: Segmentation, form: SegmentForm, place: int | None
) -> HttpResponseBase:
    """Keep what the form of a segment says, or show it with the count that follows it."""
    if request.method == "POST" and form.is_valid():
        values = {"name": found.name, "note": found.note}
        values["segments"] = with_segment(found, form.cleaned_data, place)
        if kept(request, form, found, values):
            return redirect(address(request, "segmentation", pk=found.pk))
    count = {} if place is None else {"place": place}
    named = found.segments[place]["name"] if place is not None else _("Add a segment")
    context = {
        "form": form,
        "sections": form.sections(),
        "found": found,
        "place": place,
        "count_url": address(request, "segment_count", count, pk=found.pk),
        "back": address(request, "segmentation", pk=found.pk),
        "header": {"title": named, "crumbs": crumbs(request, found)},
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/segments/segment.html", context, status=status)


def with_segment(
    found: Segmentation, asked: dict[str, Any], place: int | None
) -> list[dict[str, Any]]:
    """Give all segments as they are with the one of a form, at the position it asks for."""
    others = [each for number, each in enumerate(found.segments) if number != place]
    written = {"name": asked["name"], "criteria": asked["criteria"]}
    before = asked["position"] - 1
    return [*others[:before], written, *others[before:]]


@require_POST
@needs(Action.EDIT_SEGMENTS)
def segment_remove(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Remove a segment; its accounts go to the next one that fits."""
    found, _written = segment_at(pk, place)
    left = [each for number, each in enumerate(found.segments) if number != place]
    save_segmentation(
        segmentation=found, name=found.name, note=found.note, segments=left, by=request.member
    )
    messages.success(request, _("The segment is removed."))
    return redirect(address(request, "segmentation", pk=pk))


@require_POST
@needs(Action.EDIT_SEGMENTS)
def segment_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Count what the segments would hold with what stands in the form; nothing is written."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    asked = request.GET.get("place", "")
    form = SegmentForm(request.POST)
    context: dict[str, Any] = {"problem": _("Say how the segment is called and what it asks.")}
    if form.is_valid():
        place = int(asked) if asked.isdecimal() else None
        try:
            wanted = segments_of(with_segment(found, form.cleaned_data, place))
        except InputError as error:
            context = {"problem": str(error)}
        else:
            held = count_segments(wanted, timezone.localdate())
            context = {"table": lists.table_of(held, wanted, no_page, no_page)}
    return render(request, "maillage/segments/segment.html#count", context)


@needs(Action.VIEW)
def segment_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """List the accounts by the segment they are in."""
    found = get_object_or_404(Segmentation.objects.all(), pk=pk)
    rows = placed_accounts(segments_of(found.segments), timezone.localdate())
    return show_list(
        request,
        lists.in_segments(lambda row: address(request, "account", pk=row.pk), found),
        FrameRows(rows),
        "maillage/list.html",
        header={"title": _("Accounts by segment"), "crumbs": crumbs(request, found)},
    )
