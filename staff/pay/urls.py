from django.urls import path

from staff.pay.views import adjustments, bank, papers, runs, settings, steps

urlpatterns = [
    path("", runs.run_list, name="run_list"),
    path("make/", runs.run_make, name="run_make"),
    path("<int:pk>/", runs.run_detail, name="run_detail"),
    path("<int:pk>/step/<slug:step>/", steps.run_step, name="run_step"),
    path("<int:pk>/objections/new/", steps.objection_create, name="objection_create"),
    path("objections/<int:pk>/", steps.objection_answer, name="objection_answer"),
    path("townships/<int:pk>/confirm/", steps.township_confirm, name="township_confirm"),
    path("<int:pk>/bank/export/", bank.bank_export, name="bank_export"),
    path("<int:pk>/bank/return/", bank.bank_return, name="bank_return"),
    path("<int:pk>/papers/<slug:what>.<slug:ending>", papers.run_paper, name="run_paper"),
    path("lines/<int:pk>/", runs.line_detail, name="line_detail"),
    path("members/<int:pk>/statement.<slug:ending>", papers.member_statement, name="member_statement"),
    path("standards/", settings.standard_list, name="standard_list"),
    path("standards/new/", settings.standard_create, name="standard_create"),
    path("rules/new/", settings.rule_create, name="rule_create"),
    path("policies/new/", settings.policy_create, name="policy_create"),
    path("guards/new/", settings.guard_create, name="guard_create"),
    path("rates/new/", settings.rate_create, name="rate_create"),
    path("layouts/", bank.layout_list, name="layout_list"),
    path("layouts/new/", bank.layout_create, name="layout_create"),
    path("layouts/<int:pk>/", bank.layout_edit, name="layout_edit"),
    path("adjustments/", adjustments.adjustment_list, name="adjustment_list"),
    path("adjustments/new/", adjustments.adjustment_create, name="adjustment_create"),
    path("adjustments/<int:pk>/", adjustments.adjustment_detail, name="adjustment_detail"),
    path("adjustments/<int:pk>/decide/", adjustments.adjustment_decide, name="adjustment_decide"),
    path("adjustments/files/<int:pk>/", adjustments.adjustment_file, name="adjustment_file"),
]
