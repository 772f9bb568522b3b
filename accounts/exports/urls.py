from django.urls import path

from accounts.exports.views import requests, rules

app_name = "exports"

urlpatterns = [
    path("", requests.request_list, name="request_list"),
    path("new/", requests.request_create, name="request_create"),
    path("<int:pk>/", requests.request_detail, name="request_detail"),
    path("<int:pk>/decide/", requests.request_decide, name="request_decide"),
    path("<int:pk>/revoke/", requests.request_revoke, name="request_revoke"),
    path("<int:pk>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<int:unit_pk>/", rules.rule_edit, name="rule_edit"),
]
