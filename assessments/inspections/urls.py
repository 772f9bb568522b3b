from django.urls import path

from assessments.inspections.views import findings, papers, plans, visits

app_name = "inspections"

urlpatterns = [
    path("", plans.plan_list, name="plan_list"),
    path("in/<int:county_pk>/new/", plans.plan_create, name="plan_create"),
    path("<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("<int:pk>/announce/", plans.plan_announce, name="plan_announce"),
    path("<int:pk>/draw/", plans.plan_draw, name="plan_draw"),
    path("<int:pk>/void/", plans.plan_void, name="plan_void"),
    path("<int:pk>/add/", plans.plan_add, name="plan_add"),
    path("<int:pk>/assign/", plans.plan_assign, name="plan_assign"),
    path("<int:pk>/lottery/", papers.lottery, name="lottery"),
    path("<int:pk>/notice/", papers.notice, name="notice"),
    path("<int:pk>/sheets/", papers.plan_sheets, name="plan_sheets"),
    path("visits/<int:pk>/", visits.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/record/", visits.visit_record, name="visit_record"),
    path("visits/<int:pk>/sheet/", papers.visit_sheet, name="visit_sheet"),
    path("visits/<int:pk>/findings/new/", visits.finding_create, name="finding_create"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/export/", findings.finding_export, name="finding_export"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/report/", findings.finding_report, name="finding_report"),
    path("findings/<int:pk>/recheck/", findings.finding_recheck, name="finding_recheck"),
]
