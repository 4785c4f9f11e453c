"""Official market data: each load with its source, vintage and licence."""

from django.db import models

from maillage.models.scoping import of_workspace, scoped


class MarketDataset(models.Model):
    """One official file taken in."""

    workspace = of_workspace()
    kind = models.CharField(max_length=20, help_text="what the figures are about")
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    vintage = models.PositiveSmallIntegerField(help_text="year the figures describe")
    geography_vintage = models.PositiveSmallIntegerField(help_text="year of the county boundaries")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = scoped()

    class Meta:
        """The same content is loaded once per kind and year."""

        constraints = [
            models.UniqueConstraint(
                name="market_dataset_once", fields=["workspace", "kind", "sha256", "vintage"]
            )
        ]
        ordering = ["kind", "-vintage", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.vintage}"


class MarketCell(models.Model):
    """One published figure: a zone, an industry (``""`` = all), and its counts."""

    dataset = models.ForeignKey(MarketDataset, models.CASCADE, related_name="cells")
    zone = models.CharField(max_length=11, help_text="code of the zone at its level, such as FIPS")
    level = models.CharField(max_length=8, help_text="nation, state, metro, county, postal...")
    naics = models.CharField(max_length=6, blank=True)
    establishments = models.PositiveIntegerField(null=True)
    employees = models.PositiveIntegerField(null=True)
    payroll = models.BigIntegerField(null=True, help_text="annual, thousands of dollars")
    population = models.PositiveIntegerField(null=True)
    output = models.BigIntegerField(null=True, help_text="GDP, income or receipts, k$ a year")
    land = models.BigIntegerField(null=True, help_text="square metres")
    flag = models.CharField(max_length=3, blank=True, help_text="noise or suppression flag")

    objects = scoped("dataset__workspace")

    class Meta:
        """One figure per zone and industry; a postal code may read like that of a county."""

        constraints = [
            models.UniqueConstraint(
                name="market_cell_once", fields=["dataset", "level", "zone", "naics"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.naics or 'all'}"


class MarketSize(models.Model):
    """One published class of employees: how many establishments of an industry a zone has in it."""

    dataset = models.ForeignKey(MarketDataset, models.CASCADE, related_name="sizes")
    zone = models.CharField(max_length=11)
    level = models.CharField(max_length=8)
    naics = models.CharField(max_length=6, blank=True)
    size = models.CharField(max_length=8, help_text="first and last number of employees")
    establishments = models.PositiveIntegerField()

    objects = scoped("dataset__workspace")

    class Meta:
        """One figure per zone, industry and class; read by industry."""

        constraints = [
            models.UniqueConstraint(
                name="market_size_once", fields=["dataset", "level", "naics", "zone", "size"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.naics or 'all'} {self.size}"


class MarketShare(models.Model):
    """One line of a published correspondence: the part of a zone or industry in another."""

    dataset = models.ForeignKey(MarketDataset, models.CASCADE, related_name="shares")
    origin = models.CharField(max_length=11)
    target = models.CharField(max_length=11, blank=True)
    weight = models.FloatField(help_text="part of the origin, from 0 to 1")

    objects = scoped("dataset__workspace")

    class Meta:
        """Each pair is there once."""

        constraints = [
            models.UniqueConstraint(
                name="market_share_once", fields=["dataset", "origin", "target"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.target or '-'}"
