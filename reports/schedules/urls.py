from django.urls import path

from reports.schedules.views import runs, schedules

app_name = "schedules"

urlpatterns = [
    path("", schedules.schedule_list, name="schedule_list"),
    path("new/", schedules.schedule_create, name="schedule_create"),
    path("proposals/<slug:code>/", schedules.proposal_accept, name="proposal_accept"),
    path("<int:pk>/edit/", schedules.schedule_edit, name="schedule_edit"),
    path("<int:pk>/switch/", schedules.schedule_switch, name="schedule_switch"),
    path("<int:pk>/make/", schedules.schedule_make, name="schedule_make"),
    path("runs/", runs.run_list, name="run_list"),
    path("runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("runs/<int:pk>/file/", runs.run_file, name="run_file"),
    path("runs/<int:pk>/seen/", runs.run_seen, name="run_seen"),
    path("runs/<int:pk>/again/", runs.run_again, name="run_again"),
]
