"""Generated reps: 25 people in American cities, in three seniorities."""

from __future__ import annotations

import pandas as pd

from maillage.core.accounts.synthetic.industries import VERTICALS
from maillage.core.accounts.synthetic.names import example_domain
from maillage.core.accounts.synthetic.places import home_place

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
MANAGER = "Hélène Marchand"
SENIORITY = {"S": "senior", "C": "confirmed", "J": "junior"}

# Name; home; seniority; capacity in FTE; languages; time zone (0 is Eastern); share of the book.
TEAM = (
    ("Camille Laurent", "New York", "NY", "S", 1.1, "en fr", 0, 3.6),
    ("Julien Mercier", "New York", "NY", "C", 1.0, "en fr", 0, 2.4),
    ("Rachel Donnelly", "San Francisco", "CA", "S", 1.2, "en", 3, 3.4),
    ("Antoine Roussel", "Boston", "MA", "S", 1.0, "en fr", 0, 1.5),
    ("Marcus Whitfield", "Chicago", "IL", "S", 1.2, "en", 1, 1.6),
    ("Élodie Garnier", "Los Angeles", "CA", "C", 1.0, "en fr es", 3, 1.4),
    ("Diego Salazar", "Houston", "TX", "C", 1.0, "en es", 1, 1.2),
    ("Priya Raman", "Seattle", "WA", "C", 1.0, "en", 3, 1.3),
    ("Thomas Lefèvre", "Atlanta", "GA", "S", 1.1, "en fr", 0, 1.3),
    ("Hannah Osborne", "Dallas", "TX", "C", 1.0, "en", 1, 1.2),
    ("Lucía Fuentes", "Miami", "FL", "C", 1.0, "en es", 0, 1.2),
    ("Pierre Blanchard", "Philadelphia", "PA", "C", 0.9, "en fr", 0, 1.2),
    ("Kevin Nakamura", "Denver", "CO", "C", 1.0, "en", 2, 1.1),
    ("Nadia Benali", "Detroit", "MI", "C", 1.0, "en fr", 0, 1.2),
    ("Owen Gallagher", "Minneapolis", "MN", "C", 1.0, "en", 1, 1.1),
    ("Sofía Herrera", "Phoenix", "AZ", "J", 0.9, "en es", 2, 1.0),
    ("Mathilde Perrin", "Washington", "DC", "C", 1.0, "en fr", 0, 1.2),
    ("Tyler Jacobson", "Columbus", "OH", "J", 0.8, "en", 0, 1.0),
    ("Grace Abernathy", "Charlotte", "NC", "C", 1.0, "en", 0, 1.1),
    ("Nicolas Faure", "Austin", "TX", "J", 0.9, "en fr es", 1, 1.0),
    ("Emily Sorensen", "Portland", "OR", "J", 0.8, "en", 3, 1.0),
    ("Damien Caron", "Nashville", "TN", "J", 0.9, "en fr", 1, 1.0),
    ("Jasmine Holloway", "Kansas City", "MO", "J", 0.9, "en", 1, 1.0),
    ("Andrés Villanueva", "San Diego", "CA", "J", 0.8, "en es", 3, 1.0),
    ("Claire Dumont", "Pittsburgh", "PA", "J", 0.8, "en fr", 0, 1.0),
)
BOOK_SHARES = tuple(row[-1] for row in TEAM)


def generate_reps(places: pd.DataFrame) -> pd.DataFrame:
    """Generate the 25 reps with homes at the largest postal code of their city."""
    rows = []
    for number, (name, city, state, level, capacity, languages, zone, _) in enumerate(TEAM):
        home = home_place(places, city, state)
        rows.append(
            {
                "external_id": f"DEMO-R{number + 1:02d}",
                "name": name,
                "email": f"{example_domain(name).removesuffix('.example')}@demonstration.example",
                "active": True,
                "seniority": SENIORITY[level],
                "capacity": capacity,
                "country": "US",
                "state": state,
                "postal_code": home["postal_code"],
                "city": city,
                "latitude": float(home["latitude"]),
                "longitude": float(home["longitude"]),
                "time_zone": home["time_zone"],
                "verticals": _verticals(number, level),
                "languages": languages.split(),
                "time_zones": list(ZONES[max(zone - 1, 0) : zone + 2]),
                "manager": MANAGER,
            }
        )
    return pd.DataFrame(rows)


def _verticals(number: int, level: str) -> list[str]:
    """Name what a rep can sell to: all verticals for seniors, four or three for the others."""
    names = [each.name for each in VERTICALS]
    width = {"S": len(names), "C": 4, "J": 3}[level]
    start = number % len(names)
    return sorted((names + names)[start : start + width])
