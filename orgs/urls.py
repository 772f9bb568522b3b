from django.urls import path

from orgs.changes.views import changes, papers, wizard
from orgs.views import units

app_name = "orgs"

urlpatterns = [
    path("", units.unit_list, name="unit_list"),
    path("<int:pk>/children/", units.unit_children, name="unit_children"),
    path("<int:pk>/", units.unit_detail, name="unit_detail"),
    path("<int:pk>/panels/", units.unit_panels, name="unit_panels"),
    path("<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/export/", papers.changes_export, name="changes_export"),
    path("changes/new/", wizard.change_kind, name="change_kind"),
    path("changes/new/<slug:kind>/", wizard.change_units, name="change_units"),
    path("changes/new/<slug:kind>/facts/", wizard.change_create, name="change_create"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/edit/", wizard.change_edit, name="change_edit"),
    path("changes/<int:pk>/confirm/", changes.change_confirm, name="change_confirm"),
    path("changes/<int:pk>/drop/", changes.change_drop, name="change_drop"),
    path("changes/<int:pk>/take-back/", changes.change_take_back, name="change_take_back"),
    path("changes/<int:pk>/print/", papers.change_print, name="change_print"),
    path("changes/<int:pk>/export/", papers.change_export, name="change_export"),
]
