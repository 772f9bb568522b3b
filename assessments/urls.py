from django.urls import path, register_converter

from assessments.converters import QuarterConverter
from assessments.views import analysis, cells, checklists, matrix, stars, units

app_name = "assessments"
register_converter(QuarterConverter, "quarter")

urlpatterns = [
    path("", matrix.matrix, name="matrix"),
    path("export/", matrix.matrix_export, name="matrix_export"),
    path("summary/", matrix.compliance_summary, name="compliance_summary"),
    path("missing/", analysis.missing, name="missing"),
    path("missing/export/", analysis.missing_export, name="missing_export"),
    path("lasting/", analysis.lasting, name="lasting"),
    path("stars/", analysis.star_list, name="star_list"),
    path("stars/export/", analysis.star_export, name="star_export"),
    path(
        "close/<int:county_pk>/<quarter:period>/",
        matrix.quarter_close,
        name="quarter_close",
    ),
    path("<int:unit_pk>/<quarter:period>/", units.unit_checks, name="unit_checks"),
    path("<int:unit_pk>/<quarter:period>/history/", analysis.unit_history, name="unit_history"),
    path("<int:unit_pk>/<quarter:period>/edit/", units.unit_check_edit, name="unit_check_edit"),
    path(
        "<int:unit_pk>/<int:item_pk>/<quarter:period>/",
        cells.cell_detail,
        name="cell_detail",
    ),
    path(
        "<int:unit_pk>/<int:item_pk>/<quarter:period>/edit/",
        cells.cell_edit,
        name="cell_edit",
    ),
    path(
        "<int:unit_pk>/<int:item_pk>/<quarter:period>/confirm/",
        cells.cell_confirm,
        name="cell_confirm",
    ),
    path(
        "<int:unit_pk>/<int:item_pk>/<quarter:period>/evidence/",
        cells.evidence_create,
        name="evidence_create",
    ),
    path("evidence/<int:pk>/withdraw/", cells.evidence_withdraw, name="evidence_withdraw"),
    path("lists/", checklists.checklist_list, name="checklist_list"),
    path("lists/<int:pk>/", checklists.checklist_detail, name="checklist_detail"),
    path("lists/<int:pk>/stars/", stars.stars_edit, name="stars_edit"),
    path("lists/<int:pk>/items/new/", checklists.item_create, name="item_create"),
    path("lists/items/<int:pk>/edit/", checklists.item_edit, name="item_edit"),
    path("lists/items/<int:pk>/end/", checklists.item_end, name="item_end"),
    path("lists/in/<int:county_pk>/templates/<slug:code>/", stars.template_install, name="template_install"),
    path("lists/in/<int:county_pk>/new/", checklists.checklist_create, name="checklist_create"),
    path(
        "lists/in/<int:county_pk>/defaults/",
        checklists.checklist_defaults,
        name="checklist_defaults",
    ),
]
