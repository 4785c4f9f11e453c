"""Numbers as people write them: ``1 234,56 €``, ``$1,234.56``, ``250k``, ``1'234``."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from maillage.interfaces.importers.readings import Assumed, CellReader, ColumnReader, Options, Wrong

CURRENCY = re.compile(
    r"^(?:US|CA|C)?[$€£]|[$€£]$|^(?:USD|EUR|CAD|GBP|CHF)|(?:USD|EUR|CAD|GBP|CHF)$"
)
SPACES = re.compile(r"[\s'’]")
GROUPED = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?")
THOUSANDS = {
    ",": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ".": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
COMMA_DECIMAL = re.compile(r",(?:\d{1,2}|\d{4,})$|\.\d{3},\d*$|\d\.\d{3}\.\d{3}")
POINT_DECIMAL = re.compile(r"\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d*$|\d,\d{3},\d{3}")
AMOUNT = r"[^\d\s-]{0,4}\d[\d.,]*(?:\s\d{3})*\s?[kKMB]?"
RANGE = re.compile(
    rf"{AMOUNT}\s?(?:(?:-|–|to|à)\s?{AMOUNT}|\+)[^\d]*"
    r"|(?:[<>]|under|over|less than|more than)[^\d]*\d.*",
    re.IGNORECASE,
)
ACCOUNTING = re.compile(r"\((.+)\)")
NOT_GIVEN = frozenset(
    ("-", "–", "—", "n/a", "n/d", "n/c", "null", "(blank)", "(vide)", "[not provided]")
)
NOT_A_NUMBER = frozenset(
    ("nan", "inf", "+inf", "-inf", "infinity", "-infinity", "#n/a", "#div/0!", "#value!")
)
SUFFIXES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
INTEGER_LIMIT = 2_147_483_647
FLOAT_LIMIT = 1e15


def measure(
    *, whole: bool = False, positive: bool = False, limit: float = FLOAT_LIMIT
) -> ColumnReader:
    """Read amounts that cannot be negative; ``whole`` ones have no decimals."""

    def column(texts: Sequence[str], options: Options) -> CellReader:
        number = number_reader(texts, options)

        def cell(text: str) -> object:
            value = number(text)
            found = value.value if isinstance(value, Assumed) else value
            wrong = check_measure(found, whole=whole, positive=positive, limit=limit)
            if wrong:
                return wrong
            if whole and isinstance(found, float):
                found = int(found)
            return Assumed(found, value.note) if isinstance(value, Assumed) else found

        return cell

    return column


def exact(*, whole: bool = False, limit: float = FLOAT_LIMIT) -> ColumnReader:
    """Read amounts as :func:`measure` does; a range, such as ``51-200``, tells no amount."""
    read = measure(whole=whole, limit=limit)

    def column(texts: Sequence[str], options: Options) -> CellReader:
        plain = read([text for text in texts if not RANGE.fullmatch(text)], options)

        def cell(text: str) -> object:
            if RANGE.fullmatch(text):
                return Assumed(None, _("ranges such as 51-200 are not read as a number"))
            return plain(text)

        return cell

    return column


def check_measure(value: object, *, whole: bool, positive: bool, limit: float) -> Wrong | None:
    """Say what is wrong with an amount, if anything is."""
    if not isinstance(value, float):
        return value if isinstance(value, Wrong) else None
    if value < 0:
        return Wrong(_("negative."), _("Enter 0 or more, or leave the cell empty."))
    if positive and value == 0:
        return Wrong(_("zero."), _("Enter more than 0, or leave the cell empty."))
    if value > limit:
        return Wrong(
            _("too large; the limit is %(limit)s.") % {"limit": f"{limit:,.0f}"},
            _("Check the unit."),
        )
    if whole and not value.is_integer():
        return Wrong(_("not a whole number."), _("Round it."))
    return None


def share(texts: Sequence[str], options: Options) -> CellReader:
    """Read shares: ``20%``, or ``0.2``; a bare number above 1 could mean either and is refused."""
    read = number_reader([text.rstrip("%\u00a0\u202f ") for text in texts], options)

    def cell(text: str) -> object:
        bare = text.rstrip("%\u00a0\u202f ")
        found = read(bare)
        value = found.value if isinstance(found, Assumed) else found
        if not isinstance(value, float):
            return found
        value = value / 100 if text.rstrip().endswith("%") else value
        if text.rstrip().endswith("%") or abs(value) <= 1:
            return value
        return Wrong(_("neither a percentage nor a share."), _("Write 20% or 0.2."))

    return cell


def coordinate(*, bound: float) -> ColumnReader:
    """Read degrees between ``-bound`` and ``bound``; a single comma or point is decimal."""

    def cell(text: str) -> object:
        value = parse(
            text.replace(",", ".") if text.count(",") == 1 and "." not in text else text, "."
        )
        if isinstance(value, float) and abs(value) > bound:
            return Wrong(
                _("outside −%(bound)d to %(bound)d degrees.") % {"bound": bound},
                _("Check that latitude and longitude are not swapped."),
            )
        return value

    return lambda _texts, _options: cell


def number_reader(texts: Sequence[str], options: Options) -> CellReader:
    """Decide between decimal comma and decimal point once for the column, then read its cells."""
    decimal = options.decimal or decimal_sign(texts)
    if decimal == "?":
        return lambda text: (
            parse(text, ".")
            if text.isdigit()
            else Wrong(
                _("the column mixes decimal commas and decimal points."),
                _('Write them alike, or set `decimal: ","` in the mapping file.'),
            )
        )
    return lambda text: parse(text, decimal)


def decimal_sign(texts: Sequence[str]) -> str:
    """Return ``,`` or ``.``, or ``?`` where the column shows both."""
    bare = [strip_units(text) for text in texts]
    comma = any(COMMA_DECIMAL.search(text) for text in bare)
    point = any(POINT_DECIMAL.search(text) for text in bare)
    return "?" if comma and point else "," if comma else "."


def strip_units(text: str) -> str:
    """Take away currency signs, spaces between thousands, and a magnitude letter."""
    return SPACES.sub("", CURRENCY.sub("", text.strip()).strip()).rstrip("kKMB")


def parse(text: str, decimal: str) -> object:
    """Read one number with the given decimal sign."""
    lowered = text.lower()
    if lowered in NOT_GIVEN:
        return Assumed(None, _("“%(text)s” read as not given") % {"text": text})
    if lowered in NOT_A_NUMBER:
        return Wrong(_("not a number."), _("Enter the amount, or leave the cell empty."))
    if inside := ACCOUNTING.fullmatch(text):
        return parse(f"-{inside.group(1)}", decimal)
    sign = -1.0 if text.startswith(("-", "−")) else 1.0
    bare = GROUPED.sub("", CURRENCY.sub("", text.lstrip("-−").strip()).strip())
    scale = SUFFIXES.get(bare[-1:], 1.0)
    digits = bare[:-1].strip() if scale > 1 else bare
    value = digits_value(digits, decimal)
    if value is None or not math.isfinite(value):
        return Wrong(_("not a number."), _("Enter one number, with digits only."))
    return noted(digits, sign * scale * value, decimal)


def digits_value(digits: str, decimal: str) -> float | None:
    """Read digits, thousands separators, one decimal sign; ``None`` for anything else."""
    other = "," if decimal == "." else "."
    if THOUSANDS[other].fullmatch(digits):
        return float(digits.replace(other, "").replace(decimal, "."))
    if other in digits or PLAIN.fullmatch(digits) is None:
        return None
    return float(digits.replace(decimal, "."))


def noted(digits: str, value: float, decimal: str) -> object:
    """Say so where three digits after a sign could have meant either thing."""
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        thousands = decimal not in digits
        note = (
            _("numbers like %(text)s read as thousands")
            if thousands
            else _("numbers like %(text)s read as decimals")
        )
        sample = "1,234" if "," in digits else "1.234"
        return Assumed(value, note % {"text": sample})
    return value
