from django.urls import path

from registry.benefits.views import board, findings, grants, payments, people, standards

app_name = "benefits"

urlpatterns = [
    path("", board.board, name="board"),
    path("grants/", grants.grant_list, name="grant_list"),
    path("grants/export/", grants.grant_export, name="grant_export"),
    path("grants/recheck/", grants.grant_recheck, name="grant_recheck"),
    path("grants/<int:pk>/", grants.grant_detail, name="grant_detail"),
    path("grants/<int:pk>/change/", grants.grant_change, name="grant_change"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant_end"),
    path("notices/", grants.notice_print, name="notice_print"),
    path("people/<int:person_pk>/", people.person_benefits, name="person_benefits"),
    path("people/<int:person_pk>/grant/", grants.grant_start, name="grant_start"),
    path("people/<int:person_pk>/circumstances/", people.circumstance_create, name="circumstance_create"),
    path("circumstances/<int:pk>/", people.circumstance_edit, name="circumstance_edit"),
    path("cards/<int:pk>/", people.card_change_edit, name="card_change_edit"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/export/", findings.finding_export, name="finding_export"),
    path("findings/send/", findings.findings_send, name="findings_send"),
    path("findings/check/", findings.check, name="check"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/<slug:act>/", findings.finding_act, name="finding_act"),
    path("figures/", board.figures, name="figures"),
    path("figures/export/", board.figures_export, name="figures_export"),
    path("figures/print/", board.figures_print, name="figures_print"),
    path("payments/", payments.payment_list, name="payment_list"),
    path("payments/new/", payments.payment_create, name="payment_create"),
    path("payments/<int:pk>/", payments.payment_file, name="payment_file"),
    path("payments/<int:pk>/take/", payments.payment_take, name="payment_take"),
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/<int:county_pk>/setup/", standards.setup, name="setup"),
    path("standards/<int:county_pk>/confirm/", standards.examples_confirm, name="examples_confirm"),
    path("standards/<int:county_pk>/kinds/new/", standards.kind_create, name="kind_create"),
    path("standards/<int:county_pk>/rules/<slug:code>/", standards.rule_edit, name="rule_edit"),
    path("standards/kinds/<int:pk>/", standards.kind_edit, name="kind_edit"),
    path("standards/kinds/<int:kind_pk>/new/", standards.standard_create, name="standard_create"),
    path("standards/<int:pk>/edit/", standards.standard_edit, name="standard_edit"),
]
