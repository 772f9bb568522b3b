from django.urls import path

from registry.applications.views import applications, notices, papers, steps

app_name = "applications"

urlpatterns = [
    path("", applications.application_list, name="application_list"),
    path("export/", applications.application_export, name="application_export"),
    path("new/", applications.application_create, name="application_create"),
    path("<int:pk>/", applications.application_detail, name="application_detail"),
    path("<int:pk>/edit/", applications.application_edit, name="application_edit"),
    path("<int:pk>/step/", steps.step, name="step"),
    path("<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("<int:pk>/deliver/", steps.deliver, name="deliver"),
    path("<int:pk>/reveal/", steps.reveal, name="reveal"),
    path("<int:pk>/form/", papers.form_print, name="form_print"),
    path("<int:pk>/letter/", papers.letter_print, name="letter_print"),
    path("<int:pk>/files/", steps.file_create, name="file_create"),
    path("files/<int:pk>/", steps.file_show, name="file_show"),
    path("files/<int:pk>/withdraw/", steps.file_withdraw, name="file_withdraw"),
    path("approvals/", steps.approvals, name="approvals"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/new/<int:unit_pk>/", notices.notice_create, name="notice_create"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/end/", notices.notice_conclude, name="notice_conclude"),
    path("notices/<int:pk>/print/", notices.notice_print, name="notice_print"),
    path(
        "notices/<int:pk>/objections/<int:application_pk>/", notices.objection_create, name="objection_create"
    ),
    path("objections/<int:pk>/settle/", notices.objection_settle, name="objection_settle"),
    path("figures/", papers.figures, name="figures"),
    path("figures/export/", papers.figures_export, name="figures_export"),
    path("rules/", papers.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/<slug:code>/", papers.rule_edit, name="rule_edit"),
]
