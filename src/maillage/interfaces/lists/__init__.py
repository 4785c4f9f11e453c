"""Lists that can be searched, filtered, sorted, paged and exported: one recipe for every table."""

from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing, Shown

__all__ = ["Cell", "Column", "Filter", "Listing", "Shown"]
