"""Why a design is impossible, in the words of the person's data: county names, reps, options."""

from __future__ import annotations

import dataclasses
import re

from maillage import reference
from maillage.core.territories import Finding, preflight
from maillage.domain.territories.framing import Frame
from maillage.domain.territories.request import Level
from maillage.domain.territories.splitting import postal_areas
from maillage.domain.territories.words import measure_word
from maillage.texts import _, quoted

SPLITTABLE = {"heavy_unit", "pocket"}
CODE = re.compile(r"(?<![\d.,+])\d{5}(?:/\d{5})?(?![\d%]|[.,]\d)")


def impossible(*, frame: Frame) -> tuple[Finding, ...]:
    """Every known proof that what is asked has no solution; empty where there is none."""
    return tuple(in_words(finding=each, frame=frame) for each in preflight(frame.problem))


def in_words(*, finding: Finding, frame: Frame) -> Finding:
    """Name the places and reps of a finding, and the option that would help."""
    message = name_measures(name_reps(name_places(finding.message, frame), frame), frame)
    return dataclasses.replace(
        finding, message=message, remedy=f"{finding.remedy}{how_to_split(finding, frame)}"
    )


def name_places(message: str, frame: Frame) -> str:
    """Put the name of each county or postal code behind its code."""
    if frame.request.level is Level.ACCOUNT:
        return message
    names = dict(zip(frame.units["unit"], frame.units["name"], strict=True))
    states = dict(zip(frame.units["unit"], frame.units["state"], strict=True))

    def named(found: re.Match[str]) -> str:
        unit = found.group()
        return f"{unit} ({names[unit]}, {states[unit]})" if unit in names else unit

    return CODE.sub(named, message)


def name_reps(message: str, frame: Frame) -> str:
    """Put the rep behind the number of each territory that belongs to one from the start."""
    if not frame.anchors:
        return message
    names = dict(zip(frame.reps["rep_id"], frame.reps["name"], strict=True))

    def named(found: re.Match[str]) -> str:
        place = int(found.group(1)) - 1
        return f"{found.group()} ({names[frame.anchors[place]]})"

    return re.sub(rf"\b{_('territory')} (\d+)\b", named, message)


def name_measures(message: str, frame: Frame) -> str:
    """Call each measure by its word in the reader's language."""
    for measure in frame.problem.measures:
        message = message.replace(quoted(measure.name), quoted(measure_word(measure.name)))
    return message


def how_to_split(finding: Finding, frame: Frame) -> str:
    """The option that cuts the heaviest county of a finding, where that can be done."""
    county = finding.subjects[0] if finding.subjects else ""
    possible = frame.request.level is Level.COUNTY and finding.code in SPLITTABLE
    if not possible or not (frame.units["unit"] == county).any() or "/" in county:
        return ""
    areas = postal_areas(county=county, boundary=reference.polygons("county")[county])
    if len(areas) < 2:
        return ""
    advice = _("To split it into its postal codes, add --split %(county)s.") % {"county": county}
    return f" {advice}"
