from django.urls import path

from staff.life.views import alerts, careers

app_name = "life"

urlpatterns = [
    path("alerts/", alerts.alert_list, name="alert_list"),
    path("alerts/export/", alerts.alert_export, name="alert_export"),
    path("alerts/rules/<int:county_pk>/", alerts.rule_edit, name="rule_edit"),
    path("appointments/<int:pk>/renew/", careers.appointment_renew, name="appointment_renew"),
    path("appointments/<int:pk>/transfer/", careers.appointment_transfer, name="appointment_transfer"),
    path("appointments/<int:pk>/warn/", careers.appointment_warn, name="appointment_warn"),
    path("events/<int:pk>/accept/", careers.mending_accept, name="mending_accept"),
    path("appointments/<int:pk>/hand-over/", careers.hand_over_edit, name="hand_over_edit"),
    path("appointments/<int:pk>/hand-over/print/", careers.hand_over_print, name="hand_over_print"),
    path("members/<int:pk>/file/", careers.file_print, name="file_print"),
]
