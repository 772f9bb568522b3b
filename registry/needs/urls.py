from django.urls import path

from registry.needs.views import completions, evidence, needs, printing, projects, quotas, rules, steps

app_name = "needs"

urlpatterns = [
    path("", needs.need_list, name="need_list"),
    path("export/", needs.need_export, name="need_export"),
    path("print/", printing.register_print, name="register_print"),
    path("new/", needs.need_pick, name="need_pick"),
    path("new/<int:person_pk>/", needs.need_create, name="need_create"),
    path("<int:pk>/", steps.need_detail, name="need_detail"),
    path("<int:pk>/edit/", needs.need_edit, name="need_edit"),
    path("<int:pk>/steps/<str:verb>/", steps.need_step, name="need_step"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/", rules.rule_create, name="rule_create"),
    path("rules/<int:county_pk>/<slug:code>/", rules.rule_edit, name="rule_edit"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/board/", projects.project_board, name="project_board"),
    path("projects/kinds/", rules.project_rule_list, name="project_rule_list"),
    path("projects/kinds/<int:county_pk>/", rules.project_rule_create, name="project_rule_create"),
    path("projects/kinds/<int:county_pk>/<slug:code>/", rules.project_rule_edit, name="project_rule_edit"),
    path("projects/new/", projects.project_create, name="project_create"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<int:pk>/remove/", projects.project_remove, name="project_remove"),
    path("projects/<int:pk>/quotas/", quotas.quota_edit, name="quota_edit"),
    path("projects/<int:pk>/townships/<int:unit_pk>/", projects.project_township, name="project_township"),
    path("projects/<int:pk>/townships/<int:unit_pk>/quotas/", quotas.quota_villages, name="quota_villages"),
    path("projects/<int:pk>/people/", completions.completion_list, name="completion_list"),
    path("projects/<int:pk>/people/export/", completions.completion_export, name="completion_export"),
    path("projects/<int:pk>/people/new/", completions.completion_create, name="completion_create"),
    path("completions/<int:pk>/", completions.completion_detail, name="completion_detail"),
    path("completions/<int:pk>/edit/", completions.completion_edit, name="completion_edit"),
    path("completions/<int:pk>/remove/", completions.completion_remove, name="completion_remove"),
    path("completions/<int:pk>/evidence/", evidence.evidence_create, name="evidence_create"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
]
