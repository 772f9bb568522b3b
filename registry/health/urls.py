from django.urls import path

from registry.health.views import board, findings, rules

app_name = "health"

urlpatterns = [
    path("", board.home, name="board"),
    path("units/<int:pk>/", board.unit_board, name="unit_board"),
    path("units/<int:pk>/check/", board.check, name="check"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/export/", findings.finding_export, name="finding_export"),
    path("findings/keep/", findings.findings_keep, name="findings_keep"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/mend/", findings.finding_mend, name="finding_mend"),
    path("findings/<int:pk>/archive/", findings.finding_archive, name="finding_archive"),
    path("findings/<int:pk>/keep/", findings.finding_keep, name="finding_keep"),
    path("findings/<int:pk>/reopen/", findings.finding_reopen, name="finding_reopen"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:pk>/<slug:code>/", rules.rule_edit, name="rule_edit"),
]
