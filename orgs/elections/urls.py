from django.urls import path

from orgs.elections.views import candidates, elections, progress

app_name = "elections"

urlpatterns = [
    path("", progress.progress, name="progress"),
    path("export/", progress.progress_export, name="progress_export"),
    path("start/", progress.start, name="start"),
    path("rules/", progress.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/", progress.rule_edit, name="rule_edit"),
    path("<int:pk>/", elections.election_detail, name="election_detail"),
    path("<int:pk>/step/", elections.step, name="step"),
    path("<int:pk>/back/", elections.back, name="back"),
    path("<int:pk>/cancel/", elections.cancel, name="cancel"),
    path("<int:pk>/ballots/new/", elections.ballot_create, name="ballot_create"),
    path("ballots/<int:pk>/undo/", elections.ballot_undo, name="ballot_undo"),
    path("<int:pk>/handover/", elections.handover, name="handover"),
    path("<int:pk>/handover/print/", elections.handover_print, name="handover_print"),
    path("<int:pk>/print/", elections.summary_print, name="summary_print"),
    path("<int:pk>/files/", elections.file_create, name="file_create"),
    path("files/<int:pk>/", elections.file_show, name="file_show"),
    path("files/<int:pk>/withdraw/", elections.file_withdraw, name="file_withdraw"),
    path("steps/<int:pk>/plan/", elections.step_plan, name="step_plan"),
    path("<int:pk>/candidates/new/", candidates.candidate_create, name="candidate_create"),
    path("candidates/<int:pk>/edit/", candidates.candidate_edit, name="candidate_edit"),
    path("candidates/<int:pk>/review/", candidates.candidate_review, name="candidate_review"),
    path("candidates/<int:pk>/withdraw/", candidates.candidate_withdraw, name="candidate_withdraw"),
]
