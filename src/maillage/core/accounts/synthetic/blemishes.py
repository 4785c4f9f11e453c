"""What happens to an account when somebody types it a second time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.names import FIRST, LEGAL_FORMS, SECOND

Random = np.random.Generator
SHORTER = {
    "Systems": "Sys",
    "Engineering": "Eng.",
    "Consulting": "Consult.",
    "Research": "Rsrch",
    "Insurance": "Ins.",
    "Medical": "Med.",
    "Labs": "Laboratories",
    "Street": "St",
    "Avenue": "Ave.",
    "Road": "Rd",
    "Drive": "Dr.",
    "Boulevard": "Blvd",
    "Lane": "Ln",
    "Parkway": "Pkwy",
    "North": "N.",
    "South": "S",
    "East": "E.",
    "West": "W",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def blemished(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """Give copies of accounts with misspellings, gaps, other forms and other addresses."""
    table = rows.copy()
    table["name"] = [_name(random, text) for text in table["name"]]
    table["street"] = [_street(random, text) for text in table["street"]]
    table["postal_code"] = [_postal(random, text) for text in table["postal_code"]]
    table["city"] = [
        typo(random, text) if random.random() < 0.05 else text for text in rows["city"]
    ]
    table["phone"] = [_phone(random, text) for text in table["phone"]]
    table["domain"] = [_domain(random, text) for text in table["domain"]]
    _moved(random, table)
    return table


def _name(random: Random, text: str) -> str:
    draw = random.random(8)
    words, form = text.rsplit(" ", 1)
    if draw[0] < 0.4:
        form = str(random.choice([*LEGAL_FORMS, "", "", "Incorporated", "L.L.C.", "Company"]))
    if draw[1] < 0.2:
        words = " ".join(SHORTER.get(word, word) for word in words.split())
    if draw[2] < 0.15:
        words = typo(random, words)
    if draw[3] < 0.5:
        words = words.replace("&", "and")
    if draw[4] < 0.03 and " " in words:
        words = words.rsplit(" ", 1)[0]
    if draw[5] < 0.03:
        words = f"{random.choice(FIRST)}{random.choice(SECOND)} Group LLC dba {words}"
    full = f"{words}, {form}" if draw[6] < 0.3 and form else f"{words} {form}".strip()
    return full.upper() if draw[7] < 0.15 else full


def typo(random: Random, text: str) -> str:
    """Leave out, add, replace or swap a letter of a text."""
    if len(text) < 4:
        return text
    at = int(random.integers(1, len(text) - 1))
    letter = LETTERS[random.integers(0, 26)]
    kind = random.integers(0, 4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + letter + text[at:]
    if kind == 2:
        return text[:at] + letter + text[at + 1 :]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def _street(random: Random, text: str) -> str:
    draw = random.random(4)
    if not text or draw[0] < 0.15:
        return ""
    if draw[1] < 0.5:
        text = " ".join(SHORTER.get(word, word) for word in text.split())
    if draw[2] < 0.08:
        text = typo(random, text)
    return f"{text}, Suite {random.integers(1, 900)}" if draw[3] < 0.2 else text


def _postal(random: Random, text: str) -> str:
    draw = random.random(4)
    if draw[0] < 0.05:
        return ""
    if draw[1] < 0.03:
        at = int(random.integers(0, 5))
        text = text[:at] + str(random.integers(0, 10)) + text[at + 1 :]
    if draw[2] < 0.1:
        return f"{text}-{random.integers(0, 10_000):04d}"
    return text.lstrip("0") if draw[3] < 0.3 else text


def _phone(random: Random, text: str) -> str:
    draw = random.random(3)
    if not text or draw[0] < 0.25:
        return ""
    digits = "".join(each for each in text if each.isdecimal())
    if draw[1] < 0.15:
        digits = digits[:6] + f"{random.integers(0, 10_000):04d}"
    forms = (
        text,
        f"+1 {digits[:3]} {digits[3:6]} {digits[6:]}",
        digits,
        f"{digits} x{digits[-2:]}",
    )
    return forms[int(draw[2] * len(forms))] if draw[1] >= 0.15 else digits


def _domain(random: Random, text: str) -> str:
    draw = random.random(3)
    if not text or draw[0] < 0.3:
        return ""
    if draw[1] < 0.05:
        return "gmail.com"
    if draw[1] < 0.10:
        return f"{random.choice(FIRST).lower()}{random.choice(SECOND)}.example"
    forms = (text, text, f"www.{text}", f"https://www.{text}/contact")
    return forms[int(draw[2] * len(forms))]


def _moved(random: Random, table: pd.DataFrame) -> None:
    """Give some the address of another row: they moved."""
    moved = np.flatnonzero(random.random(len(table)) < 0.05)
    columns = ["street", "city", "state", "postal_code"]
    table.loc[moved, columns] = table.loc[random.permutation(moved), columns].to_numpy()
