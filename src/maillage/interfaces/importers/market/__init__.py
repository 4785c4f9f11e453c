from maillage.interfaces.importers.market.reader import read_market_file

__all__ = ["read_market_file"]
