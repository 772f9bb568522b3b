from django.urls import path

from staff.trainings.views import plans, sessions

app_name = "trainings"

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/export/", plans.plan_export, name="plan_export"),
    path("plans/new/", plans.plan_create, name="plan_create"),
    path("plans/<int:pk>/", plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/remove/", plans.plan_remove, name="plan_remove"),
    path("missing/export/", plans.missing_export, name="missing_export"),
    path("rules/<int:county_pk>/", plans.rule_edit, name="rule_edit"),
    path("<int:pk>/places/", sessions.quota_edit, name="quota_edit"),
    path("<int:pk>/enrolments/", sessions.enrolment_list, name="enrolment_list"),
    path("<int:pk>/enrol/", sessions.enrolment_create, name="enrolment_create"),
    path("enrolments/<int:pk>/remove/", sessions.enrolment_remove, name="enrolment_remove"),
    path("<int:pk>/signing/", sessions.signing_print, name="signing_print"),
    path("<int:pk>/certificates/", sessions.certificates_issue, name="certificates_issue"),
    path("<int:pk>/certificates/print/", sessions.certificates_print, name="certificates_print"),
    path("certificates/<int:pk>/", sessions.certificate_print, name="certificate_print"),
]
