"""The pages of a workspace."""

from django.urls import path

from maillage.web.views import accounts, coverage, people

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
]
