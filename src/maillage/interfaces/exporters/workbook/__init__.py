"""The workbook of a design run."""

from maillage.interfaces.exporters.workbook.writing import write_workbook

__all__ = ["write_workbook"]
