from django.urls import path

from registry.petitions.views import cases, rules, steps, tables

app_name = "petitions"

urlpatterns = [
    path("", cases.petition_list, name="petition_list"),
    path("export/", cases.petition_export, name="petition_export"),
    path("new/", cases.petition_create, name="petition_create"),
    path("<int:pk>/", cases.petition_detail, name="petition_detail"),
    path("<int:pk>/edit/", cases.petition_edit, name="petition_edit"),
    path("<int:pk>/steps/<str:step>/", steps.petition_step, name="petition_step"),
    path("<int:pk>/reveal/", steps.petition_reveal, name="petition_reveal"),
    path("<int:pk>/link/", cases.petition_link, name="petition_link"),
    path("<int:pk>/unlink/", cases.petition_unlink, name="petition_unlink"),
    path("<int:pk>/letter/", steps.petition_letter, name="petition_letter"),
    path("<int:pk>/files/", steps.file_create, name="file_create"),
    path("files/<int:pk>/", steps.file_show, name="file_show"),
    path("files/<int:pk>/withdraw/", steps.file_withdraw, name="file_withdraw"),
    path("table/", tables.petition_table, name="table"),
    path("table/print/", tables.table_print, name="table_print"),
    path("table/export/", tables.table_export, name="table_export"),
    path("figures/", tables.petition_figures, name="figures"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/new/", rules.rule_create, name="rule_create"),
    path("rules/<int:county_pk>/<slug:code>/", rules.rule_edit, name="rule_edit"),
]
