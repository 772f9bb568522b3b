from django.urls import path

from staff.recruiting.views import candidates, notices, recruitments, rules

app_name = "recruiting"

urlpatterns = [
    path("", recruitments.recruitment_list, name="recruitment_list"),
    path("export/", recruitments.recruitment_export, name="recruitment_export"),
    path("new/", recruitments.recruitment_create, name="recruitment_create"),
    path("<int:pk>/", recruitments.recruitment_detail, name="recruitment_detail"),
    path("<int:pk>/print/", recruitments.recruitment_print, name="recruitment_print"),
    path("<int:pk>/export/", recruitments.candidate_export, name="candidate_export"),
    path("<int:pk>/close/", recruitments.applications_close, name="applications_close"),
    path("<int:pk>/cancel/", recruitments.recruitment_cancel, name="recruitment_cancel"),
    path("<int:pk>/finish/", recruitments.recruitment_finish, name="recruitment_finish"),
    path("<int:pk>/apply/", candidates.candidate_create, name="candidate_create"),
    path("<int:pk>/marks/", notices.marks_edit, name="marks_edit"),
    path("<int:pk>/notice/", notices.notice_create, name="notice_create"),
    path("<int:pk>/notice/end/", notices.notice_conclude, name="notice_conclude"),
    path("notices/<int:pk>/print/", notices.notice_print, name="notice_print"),
    path("candidates/<int:pk>/", candidates.candidate_detail, name="candidate_detail"),
    path("candidates/<int:pk>/edit/", candidates.candidate_edit, name="candidate_edit"),
    path("candidates/<int:pk>/check/", candidates.candidate_check, name="candidate_check"),
    path("candidates/<int:pk>/approve/", candidates.candidate_approve, name="candidate_approve"),
    path("candidates/<int:pk>/refuse/", candidates.candidate_refuse, name="candidate_refuse"),
    path("candidates/<int:pk>/override/", candidates.override_create, name="override_create"),
    path("candidates/<int:pk>/withdraw/", candidates.candidate_withdraw, name="candidate_withdraw"),
    path("candidates/<int:pk>/drop/", candidates.candidate_drop, name="candidate_drop"),
    path("candidates/<int:pk>/hire/", candidates.candidate_hire, name="candidate_hire"),
    path("candidates/<int:pk>/object/", notices.objection_create, name="objection_create"),
    path("overrides/<int:pk>/confirm/", candidates.override_confirm, name="override_confirm"),
    path("objections/<int:pk>/settle/", notices.objection_settle, name="objection_settle"),
    path("permits/<int:pk>/issue/", candidates.permit_issue, name="permit_issue"),
    path("permits/<int:pk>/print/", candidates.permit_print, name="permit_print"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/", rules.rule_edit, name="rule_edit"),
    path("rules/<int:county_pk>/numbers/<slug:kind>/", rules.number_edit, name="number_edit"),
]
