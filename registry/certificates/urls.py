from django.urls import path

from registry.certificates.choices import CaseKind
from registry.certificates.views import cases, expiry, holidays, households, rules

app_name = "certificates"

urlpatterns = [
    path("", cases.case_list, name="case_list"),
    path("new/", cases.case_create, {"kind": CaseKind.NEW}, name="case_create"),
    path("arrive/", cases.case_create, {"kind": CaseKind.MOVE_IN}, name="case_arrive"),
    path("people/<int:pk>/<str:kind>/", cases.case_start, name="case_start"),
    path("<int:pk>/", cases.case_detail, name="case_detail"),
    path("<int:pk>/step/<str:step>/", cases.case_step, name="case_step"),
    path("<int:pk>/return/", cases.case_return, name="case_return"),
    path("<int:pk>/resume/", cases.case_resume, name="case_resume"),
    path("<int:pk>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("expiry/", expiry.expiry_list, name="expiry_list"),
    path("expiry/export/", expiry.expiry_export, name="expiry_export"),
    path("expiry/renew/", expiry.expiry_renew, name="expiry_renew"),
    path("households/", households.household_list, name="household_list"),
    path("households/<int:pk>/", households.household_detail, name="household_detail"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:county_pk>/", rules.rule_edit, name="rule_edit"),
    path("holidays/", holidays.holiday_list, name="holiday_list"),
    path("holidays/<int:pk>/remove/", holidays.holiday_remove, name="holiday_remove"),
]
