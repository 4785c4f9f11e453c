"""How near to the best possible a plan is: lower bounds, certificates and their checker."""

from maillage.core.territories.bounds.certificate import Certificate
from maillage.core.territories.bounds.prove import prove
from maillage.core.territories.bounds.verify import Verdict, verify

__all__ = ["Certificate", "Verdict", "prove", "verify"]
