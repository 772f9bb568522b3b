from django.urls import path

from reports.modules import views

app_name = "modules"

urlpatterns = [
    path("", views.module_list, name="module_list"),
    path("new/", views.module_create, name="module_create"),
    path("<int:pk>/edit/", views.module_edit, name="module_edit"),
    path("<int:pk>/withdraw/", views.module_withdraw, name="module_withdraw"),
]
