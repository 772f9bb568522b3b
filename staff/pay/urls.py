from django.urls import path

from staff.pay.views import adjustments, bank, papers, runs, settings, steps

urlpatterns = [
    path("stipends/", runs.run_list, name="run_list"),
    path("stipends/make/", runs.run_make, name="run_make"),
    path("stipends/<int:pk>/", runs.run_detail, name="run_detail"),
    path("stipends/<int:pk>/step/<slug:step>/", steps.run_step, name="run_step"),
    path("stipends/<int:pk>/objections/new/", steps.objection_create, name="objection_create"),
    path("stipends/objections/<int:pk>/", steps.objection_answer, name="objection_answer"),
    path("stipends/townships/<int:pk>/confirm/", steps.township_confirm, name="township_confirm"),
    path("stipends/<int:pk>/bank/export/", bank.bank_export, name="bank_export"),
    path("stipends/<int:pk>/bank/return/", bank.bank_return, name="bank_return"),
    path("stipends/<int:pk>/papers/<slug:what>.<slug:ending>", papers.run_paper, name="run_paper"),
    path("stipends/lines/<int:pk>/", runs.line_detail, name="line_detail"),
    path(
        "stipends/members/<int:pk>/statement.<slug:ending>", papers.member_statement, name="member_statement"
    ),
    path("stipends/standards/", settings.standard_list, name="standard_list"),
    path("stipends/standards/new/", settings.standard_create, name="standard_create"),
    path("stipends/rules/new/", settings.rule_create, name="rule_create"),
    path("stipends/policies/new/", settings.policy_create, name="policy_create"),
    path("stipends/guards/new/", settings.guard_create, name="guard_create"),
    path("stipends/rates/new/", settings.rate_create, name="rate_create"),
    path("stipends/layouts/", bank.layout_list, name="layout_list"),
    path("stipends/layouts/new/", bank.layout_create, name="layout_create"),
    path("stipends/layouts/<int:pk>/", bank.layout_edit, name="layout_edit"),
    path("stipends/adjustments/", adjustments.adjustment_list, name="adjustment_list"),
    path("stipends/adjustments/new/", adjustments.adjustment_create, name="adjustment_create"),
    path("stipends/adjustments/<int:pk>/", adjustments.adjustment_detail, name="adjustment_detail"),
    path("stipends/adjustments/<int:pk>/decide/", adjustments.adjustment_decide, name="adjustment_decide"),
    path("stipends/adjustments/files/<int:pk>/", adjustments.adjustment_file, name="adjustment_file"),
]
