"""Cut Texas and Oklahoma into six territories of equal population, each in one piece."""

from maillage.core.territories import Measure, Problem, SearchParameters, solve
from maillage.reference import county_edges, table

counties = table("us_counties").query("vintage == '2022' and state in ('TX', 'OK')")
problem = Problem(
    ids=counties["code"].tolist(),
    latitude=counties["latitude"],
    longitude=counties["longitude"],
    territories=6,
    measures=[Measure("population", counties["population"], tolerance=0.05)],
    edges=county_edges(counties["code"].tolist()),
)
alignment = solve(problem, parameters=SearchParameters(proposals=400_000))
figures = alignment.statistics
counties = counties.assign(territory=alignment.labels + 1)
print(counties.groupby("territory")["population"].agg(["size", "sum"]))
print(f"largest deviation {figures.largest_deviation:.1%}, {figures.disconnected} in pieces")
