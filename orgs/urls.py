from django.urls import path

from orgs.views import units

app_name = "orgs"

urlpatterns = [
    path("", units.unit_list, name="unit_list"),
    path("<int:pk>/children/", units.unit_children, name="unit_children"),
    path("<int:pk>/", units.unit_detail, name="unit_detail"),
    path("<int:pk>/edit/", units.unit_edit, name="unit_edit"),
]
