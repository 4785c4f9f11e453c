"""Every address: signing in, the API, the administration pages, and the pages of a workspace."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from maillage.api import api, open_to_all
from maillage.web.views import home

handler400 = "maillage.web.views.errors.bad_request"
handler403 = "maillage.web.views.errors.forbidden"
handler404 = "maillage.web.views.errors.not_found"
handler500 = "maillage.web.views.errors.server_error"

urlpatterns = [
    path("", home.choose, name="home"),
    path("health/", login_not_required(home.health), name="health"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", open_to_all(api.urls)),
    path("<slug:workspace>/", include("maillage.web.urls")),
]
