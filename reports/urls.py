from django.urls import path

from reports.sets import views as sets
from reports.views import (
    batches,
    catalogue,
    comparing,
    documents,
    dues,
    heads,
    manuscripts,
    rows,
    snapshots,
    workbench,
)

app_name = "reports"

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("reports/", documents.document_list, name="document_list"),
    path("reports/catalogue/", catalogue.catalogue, name="catalogue"),
    path("reports/heads/", heads.head_list, name="head_list"),
    path("reports/heads/<int:county_pk>/<str:form_code>/", heads.head_edit, name="head_edit"),
    path("reports/dues/", dues.due_list, name="due_list"),
    path("reports/dues/<int:county_pk>/<str:code>/", dues.due_edit, name="due_edit"),
    path("reports/new/", documents.document_create, name="document_create"),
    path("reports/sets/new/", sets.set_create, name="set_create"),
    path("reports/batches/new/", batches.batch_create, name="batch_create"),
    path("f/<slug:digest>/<int:number>/", snapshots.figure_by_number, name="figure_by_number"),
    path("reports/persons/<int:pk>/form/", rows.person_form, name="person_form"),
    path("reports/members/<int:pk>/file/", rows.member_file, name="member_file"),
    path("reports/<int:pk>/", documents.document_detail, name="document_detail"),
    path("reports/<int:pk>/preview/", documents.document_preview, name="document_preview"),
    path("reports/<int:pk>/withdraw/", documents.document_withdraw, name="document_withdraw"),
    path("reports/<int:pk>/manuscript/", manuscripts.manuscript_begin, name="manuscript_begin"),
    path("reports/manuscripts/<int:pk>/", manuscripts.manuscript_edit, name="manuscript_edit"),
    path("reports/manuscripts/<int:pk>/make/", manuscripts.manuscript_make, name="manuscript_make"),
    path("reports/<int:pk>/word/", documents.document_word, name="document_word"),
    path("reports/<int:pk>/workbook/", documents.document_workbook, name="document_workbook"),
    path("reports/<int:pk>/file/", documents.document_file, name="document_file"),
    path("reports/snapshots/<int:pk>/", snapshots.snapshot_detail, name="snapshot_detail"),
    path("reports/snapshots/<int:pk>/compare/", comparing.snapshot_compare, name="snapshot_compare"),
    path("reports/snapshots/<int:pk>/compare/<str:key>/", comparing.figure_compare, name="figure_compare"),
    path("reports/snapshots/<int:pk>/figures/<str:key>/", snapshots.figure_detail, name="figure_detail"),
]
