"""The addresses of the REST API v1. Clients leave the last slash out as often as not, so each is answered both ways."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, re_path

from carrel.interfaces.api.v1 import views


PANEL = r"panels/(?P<key>[^/]+)"
KINDS = r"(?P<kinds>genes|strs|regions)"

app_name = "api-v1"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^$", views.root, name="root"),
    re_path(r"^panels/?$", views.panels, name="panels"),
    re_path(r"^panels/signedoff/?$", views.signed_off, name="signed-off"),
    re_path(r"^panels/signedoff/(?P<key>[^/]+)/?$", views.signed_off_panel, name="signed-off-panel"),
    re_path(rf"^{PANEL}/?$", views.panel, name="panel"),
    re_path(rf"^{PANEL}/versions/?$", views.versions, name="versions"),
    re_path(rf"^{PANEL}/activities/?$", views.activities, name="activities"),
    re_path(rf"^{PANEL}/{KINDS}/?$", views.panel_entities, name="panel-entities"),
    re_path(rf"^{PANEL}/{KINDS}/(?P<name>[^/]+)/evaluations/?$", views.evaluations, name="evaluations"),
    re_path(r"^activities/?$", views.all_activities, name="all-activities"),
    re_path(r"^(?P<kinds>genes|strs|regions|entities)/?$", views.everywhere, name="everywhere"),
    re_path(r"^(?P<kinds>genes|strs|regions|entities)/(?P<names>[^/]+)/?$", views.everywhere, name="named"),
]
