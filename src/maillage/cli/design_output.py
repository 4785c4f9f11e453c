"""What ``maillage design`` shows: progress, the result for people, and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from maillage.cli.design_table import territory_table
from maillage.core.territories import Progress as SearchProgress
from maillage.domain.territories.framing import frame_problem
from maillage.domain.territories.outcome import DesignOutcome, Severity
from maillage.domain.territories.refusals import impossible
from maillage.domain.territories.request import DesignRequest
from maillage.errors import InfeasibleError
from maillage.interfaces.exporters.bundle import write_outputs
from maillage.interfaces.exporters.checks import check_line
from maillage.interfaces.exporters.labels import measure_label
from maillage.interfaces.exporters.summary_json import outcome_summary
from maillage.interfaces.exporters.wording import number, percent

MARKS = {
    Severity.PASSED: "[green]✓[/]",
    Severity.WARNING: "[yellow]![/]",
    Severity.FAILED: "[red]✗[/]",
}


class Bar:
    """A progress bar over the stages of a design run."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task = progress.add_task(_("Preparing"), total=1)

    def search(self, found: SearchProgress) -> None:
        """Follow the engine."""
        if found.stage == "compiling":
            self.progress.update(self.task, description=_("Compiling for the first run"))
        elif found.stage == "proving":
            self.progress.update(
                self.task, description=_("Proving the bound"), completed=found.share
            )
        elif found.stage != "preparing":
            self.progress.update(
                self.task, description=_("Searching territories"), completed=found.share
            )

    def outputs(self, _stage: str, share: float) -> None:
        """Follow the writing of the files."""
        self.progress.update(self.task, description=_("Writing the files"), completed=share)


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Bar]:
    """A progress bar with the time left, on standard error."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        yield Bar(progress)


def write(outcome: DesignOutcome, directory: Path, bar: Bar, *, force: bool) -> list[Path]:
    """Write the files in the person's language."""
    language = get_language() or "en"
    return write_outputs(outcome, directory, language=language, progress=bar.outputs, force=force)


def failed(outcome: DesignOutcome) -> bool:
    """Whether something asked could not be kept."""
    return any(check.severity is Severity.FAILED for check in outcome.checks)


def show(outcome: DesignOutcome, written: list[Path]) -> None:
    """Print the result for a person."""
    console = Console(highlight=False)
    if outcome.generated_data:
        console.print(
            f"[yellow]{_('The data of this workspace is generated for demonstration.')}[/]"
        )
    console.print(territory_table(outcome, console))
    for check in outcome.checks:
        console.print(f"{MARKS[check.severity]} {escape(check_line(check))}")
    for line in figures(outcome):
        console.print(line)
    for path in written:
        console.print(f"→ {escape(str(path))}", soft_wrap=True)


def figures(outcome: DesignOutcome) -> list[str]:
    """Moves, disruption, expected gain and time, one line each."""
    lines = [
        _("%(count)s accounts change owner or get one.") % {"count": number(len(outcome.moves))}
    ]
    if outcome.disruption is not None:
        lines.append(
            _("%(share)s of the %(measure)s owned today changes owner.")
            % {
                "share": percent(outcome.disruption, 1),
                "measure": measure_label(outcome.disruption_measure).lower(),
            }
        )
    if outcome.gain is not None:
        lines.append(
            _("Expected gain from balance: %(low)s to %(high)s of sales (order of magnitude).")
            % {"low": percent(outcome.gain.low, 1), "high": percent(outcome.gain.high, 1)}
        )
    if outcome.compactness_gap == 0:
        lines.append(_("Proven optimal: no plan within these tolerances is more compact."))
    elif outcome.compactness_gap is not None:
        lines.append(
            _("Proven: no plan within these tolerances is more than %(gap)s more compact.")
            % {"gap": percent(outcome.compactness_gap, 1)}
        )
    lines.append(_("Designed in %(seconds)s s.") % {"seconds": number(outcome.seconds, 1)})
    return lines


def show_json(outcome: DesignOutcome, written: list[Path]) -> None:
    """Print the result for a machine."""
    answer = outcome_summary(outcome) | {"files": [str(path) for path in written]}
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def show_possible(request: DesignRequest, *, as_json: bool) -> None:
    """Say that nothing known makes the request impossible.

    Raises
    ------
    InfeasibleError
        With the proofs, when it is impossible.
    """
    findings = impossible(frame=frame_problem(request=request))
    if findings:
        raise InfeasibleError(findings)
    if as_json:
        typer.echo('{"possible": true}')
        return
    typer.echo(_("Nothing makes this impossible: no unit, lock or link stands in the way."))
