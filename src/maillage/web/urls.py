"""The pages of a workspace."""

from django.urls import path

from maillage.web.views import accounts, coverage, people
from maillage.web.views.scenarios import comparison, figures, island, jobs, pages, units

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
    path("map.json", coverage.coverage_map, name="coverage_map"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/give/", accounts.account_give, name="account_give"),
    path("people/", people.members, name="members"),
    path("people/new/", people.member_new, name="member_new"),
    path("people/<int:pk>/", people.member, name="member"),
    path("people/<int:pk>/remove/", people.member_remove, name="member_remove"),
    path("log/", people.log, name="log"),
    path("me/", people.me, name="me"),
    path("me/tokens/", people.token_new, name="token_new"),
    path("me/tokens/<int:pk>/revoke/", people.token_revoke, name="token_revoke"),
    path("scenarios/", pages.listed, name="scenarios"),
    path("scenarios/new/", pages.new, name="scenario_new"),
    path("scenarios/compare/", comparison.compare, name="scenario_compare"),
    path("scenarios/<int:pk>/", pages.scenario, name="scenario"),
    path("scenarios/<int:pk>/stage/", pages.stage, name="scenario_stage"),
    path("scenarios/<int:pk>/copy/", pages.copy, name="scenario_copy"),
    path("scenarios/<int:pk>/delete/", pages.delete, name="scenario_delete"),
    path("scenarios/<int:pk>/comments/", pages.comment, name="scenario_comment"),
    path("scenarios/<int:pk>/figures/", figures.figures, name="scenario_figures"),
    path("scenarios/<int:pk>/fill/", figures.fill, name="scenario_fill"),
    path("scenarios/<int:pk>/repairs/", figures.repairs, name="scenario_repairs"),
    path("scenarios/<int:pk>/repair/", figures.repair, name="scenario_repair"),
    path(
        "scenarios/<int:pk>/territories/<int:number>/",
        figures.territory,
        name="scenario_territory",
    ),
    path("scenarios/<int:pk>/units/", units.units, name="scenario_units"),
    path("scenarios/<int:pk>/units/change/", units.units_change, name="scenario_units_change"),
    path("scenarios/<int:pk>/moves/", comparison.moves, name="scenario_moves"),
    path("scenarios/<int:pk>/merge/", comparison.merge, name="scenario_merge"),
    path("scenarios/<int:pk>/run/", jobs.run, name="scenario_run"),
    path("scenarios/<int:pk>/frontier/", jobs.sweep, name="scenario_sweep"),
    path("scenarios/<int:pk>/state.json", island.state, name="scenario_state"),
    path("scenarios/<int:pk>/places.json", island.places, name="scenario_places"),
    path("scenarios/<int:pk>/move.json", island.move, name="scenario_move"),
    path("scenarios/<int:pk>/undo.json", island.undo_last, name="scenario_undo"),
    path("scenarios/<int:pk>/redo.json", island.redo_next, name="scenario_redo"),
    path("scenarios/<int:pk>/lock.json", island.lock, name="scenario_lock"),
    path("jobs/<int:pk>/events/", jobs.events, name="job_events"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job_cancel"),
]
