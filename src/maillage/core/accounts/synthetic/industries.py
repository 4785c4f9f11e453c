"""The verticals that the demonstration's company sells to, and where each is dense (A-17)."""

from __future__ import annotations

from dataclasses import dataclass

NEW_YORK, SAN_FRANCISCO, SAN_JOSE = "35620", "41860", "41940"
SEATTLE, BOSTON, HOUSTON, AUSTIN = "42660", "14460", "26420", "12420"
LOS_ANGELES, CHICAGO, ATLANTA, DALLAS = "31080", "16980", "12060", "19100"
CHARLOTTE, DENVER = "16740", "19740"
MIDWEST = ("IA", "IL", "IN", "KS", "MI", "MN", "MO", "ND", "NE", "OH", "SD", "WI")
SPRAWL = {LOS_ANGELES: 0.75}


@dataclass(frozen=True, slots=True)
class Vertical:
    """One vertical: its share of accounts, trades and NAICS codes, and what an employee is worth.

    ``spend`` is the software that can be sold per employee and year, ``turnover`` what the company
    sells, both in dollars; ``metros`` and ``states`` multiply how often accounts are found there.
    """

    name: str
    share: float
    spend: float
    turnover: float
    trades: tuple[str, ...]
    naics: tuple[str, ...]
    metros: dict[str, float]
    states: dict[str, float]


VERTICALS = (
    Vertical(
        "Technology",
        0.22,
        420.0,
        730_000.0,
        ("Software", "Systems", "Robotics", "Analytics", "Networks", "Data", "Devices", "Cloud"),
        ("513210", "541511", "541512", "518210", "334413"),
        {SAN_FRANCISCO: 4.0, SAN_JOSE: 5.0, SEATTLE: 3.5, NEW_YORK: 1.6, BOSTON: 2.0, AUSTIN: 3.0},
        {},
    ),
    Vertical(
        "Financial services",
        0.16,
        520.0,
        550_000.0,
        ("Capital", "Insurance", "Bank", "Trust", "Credit", "Advisors", "Payments", "Finance"),
        ("522110", "524126", "523940", "522310", "524114"),
        {NEW_YORK: 3.0, CHICAGO: 1.6, CHARLOTTE: 2.5, SAN_FRANCISCO: 1.6, BOSTON: 1.6, DALLAS: 1.3},
        {},
    ),
    Vertical(
        "Health",
        0.18,
        260.0,
        160_000.0,
        ("Clinics", "Health", "Medical", "Therapeutics", "Care", "Diagnostics", "Pharma", "Labs"),
        ("621111", "622110", "621511", "339112", "325412"),
        {BOSTON: 3.0, HOUSTON: 2.2, NEW_YORK: 1.2},
        {},
    ),
    Vertical(
        "Manufacturing",
        0.22,
        240.0,
        405_000.0,
        ("Tooling", "Plastics", "Machines", "Metals", "Foods", "Controls", "Motors", "Coatings"),
        ("332710", "336390", "333120", "325211", "326199"),
        {HOUSTON: 1.3},
        dict.fromkeys(MIDWEST, 2.4),
    ),
    Vertical(
        "Professional services",
        0.12,
        380.0,
        365_000.0,
        ("Partners", "Consulting", "Engineering", "Design", "Legal", "Audit", "Studio", "Research"),
        ("541611", "541330", "541110", "541211", "541613"),
        {NEW_YORK: 2.0, SAN_FRANCISCO: 2.0, CHICAGO: 1.4, ATLANTA: 1.3, DENVER: 1.4},
        {},
    ),
    Vertical(
        "Distribution",
        0.10,
        180.0,
        460_000.0,
        ("Supply", "Freight", "Logistics", "Wholesale", "Storage", "Trading", "Lines", "Parts"),
        ("423830", "424410", "484121", "493110", "488510"),
        {ATLANTA: 1.5, DALLAS: 1.5, CHICAGO: 1.4},
        {},
    ),
)
