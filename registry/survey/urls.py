from django.urls import path

from registry.survey.views import changes, checks, entry, offline, papers, questions, rounds, taking, villages

app_name = "survey"

urlpatterns = [
    path("", rounds.round_list, name="round_list"),
    path("new/", rounds.round_create, name="round_create"),
    path("<int:pk>/", rounds.board, name="board"),
    path("<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("<int:pk>/open/", rounds.round_open, name="round_open"),
    path("<int:pk>/close/", rounds.round_close, name="round_close"),
    path("<int:pk>/form/", questions.form_detail, name="form_detail"),
    path("<int:pk>/form/preview/", questions.form_preview, name="form_preview"),
    path("<int:pk>/form/<slug:code>/", questions.question_edit, name="question_edit"),
    path("<int:pk>/summary/", papers.summary, name="summary"),
    path("<int:pk>/summary/export/", papers.summary_export, name="summary_export"),
    path("<int:pk>/sheet/<int:unit_pk>/print/", papers.sheet_print, name="sheet_print"),
    path("<int:pk>/sheet/<int:unit_pk>/export/", papers.sheet_export, name="sheet_export"),
    path("<int:pk>/sheet/<int:unit_pk>/import/", taking.import_create, name="import_create"),
    path("imports/<int:pk>/", taking.import_detail, name="import_detail"),
    path("imports/<int:pk>/apply/", taking.import_apply, name="import_apply"),
    path("<int:pk>/changes/", changes.change_list, name="change_list"),
    path("<int:pk>/changes/decide/", changes.changes_decide, name="changes_decide"),
    path("<int:pk>/checks/", checks.check_list, name="check_list"),
    path("checks/<int:pk>/", checks.check_detail, name="check_detail"),
    path("checks/lines/<int:pk>/", checks.check_enter, name="check_enter"),
    path("villages/<int:pk>/", villages.village_detail, name="village_detail"),
    path("worker.js", offline.worker, name="worker"),
    path("villages/<int:pk>/offline/", offline.offline_sheets, name="offline"),
    path("villages/<int:pk>/form/", villages.village_form, name="village_form"),
    path("villages/<int:pk>/investigator/", villages.investigator, name="investigator"),
    path("villages/<int:pk>/approve/", villages.village_approve, name="village_approve"),
    path("villages/<int:pk>/submit/", villages.village_submit, name="village_submit"),
    path("villages/<int:pk>/decide/", villages.village_decide, name="village_decide"),
    path("lines/<int:pk>/", entry.line_detail, name="line_detail"),
    path("lines/<int:pk>/visit/", entry.line_visit, name="line_visit"),
    path("lines/<int:pk>/sections/<slug:code>/", entry.line_section, name="line_section"),
    path("lines/<int:pk>/complete/", entry.line_complete, name="line_complete"),
    path("lines/<int:pk>/approve/", entry.line_approve, name="line_approve"),
    path("lines/<int:pk>/return/", entry.line_return, name="line_return"),
]
