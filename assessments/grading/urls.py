from django.urls import path

from assessments.grading.views import deciding, ranking, results

app_name = "grading"

urlpatterns = [
    path("", ranking.ranking, name="ranking"),
    path("export/", ranking.ranking_export, name="ranking_export"),
    path("print/", ranking.ranking_print, name="ranking_print"),
    path("tiers/", ranking.tier_moves, name="tier_moves"),
    path("rounds/<int:pk>/ties/", deciding.tie_decide, name="tie_decide"),
    path("rounds/<int:pk>/groups/", deciding.group_edit, name="group_edit"),
    path("rounds/<int:pk>/past/", deciding.past_tiers, name="past_tiers"),
    path("rounds/<int:pk>/lists/<slug:kind>/", results.recognition_list, name="recognition_list"),
    path("rounds/<int:pk>/lists/<slug:kind>/print/", results.recognition_print, name="recognition_print"),
    path("lists/<int:pk>/withdraw/", results.recognition_withdraw, name="recognition_withdraw"),
    path("sheets/<int:pk>/plan/", results.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/", results.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/notes/", results.plan_note, name="plan_note"),
    path("plans/<int:pk>/close/", results.plan_close, name="plan_close"),
    path("rules/", deciding.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/", deciding.rule_edit, name="rule_edit"),
]
