from django.urls import path

from staff.talents import views

app_name = "talents"

urlpatterns = [
    path("", views.talent_list, name="talent_list"),
    path("export/", views.talent_export, name="talent_export"),
    path("print/", views.talent_print, name="talent_print"),
    path("rules/<int:unit_pk>/", views.rule_edit, name="rule_edit"),
    path("new/", views.talent_create, name="talent_create"),
    path("<int:pk>/", views.talent_edit, name="talent_edit"),
    path("<int:pk>/leave/", views.talent_leave, name="talent_leave"),
]
