from django.urls import path

from core import views

app_name = "core"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/restart/", views.job_restart, name="job_restart"),
    path("jobs/<int:pk>/files/<str:which>/", views.job_file, name="job_file"),
]
