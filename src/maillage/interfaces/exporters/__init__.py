"""How a design run goes out: workbook, map, report, GeoJSON, CSV, and all of them at once."""
