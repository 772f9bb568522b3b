from django.urls import path

from registry.comparing.views import comparisons, deciding, papers, profiles, settling, tasks, uploading

app_name = "comparing"

urlpatterns = [
    path("", comparisons.comparison_list, name="comparison_list"),
    path("new/", uploading.comparison_create, name="comparison_create"),
    path("<int:pk>/", comparisons.comparison_detail, name="comparison_detail"),
    path("<int:pk>/columns/", uploading.comparison_columns, name="comparison_columns"),
    path("<int:pk>/again/", uploading.comparison_again, name="comparison_again"),
    path("<int:pk>/act/", comparisons.comparison_act, name="comparison_act"),
    path("<int:pk>/wipe/", comparisons.comparison_wipe, name="comparison_wipe"),
    path("<int:pk>/file/", papers.comparison_file, name="comparison_file"),
    path("<int:pk>/export/", papers.comparison_export, name="comparison_export"),
    path("<int:pk>/letter/", papers.comparison_letter, name="comparison_letter"),
    path("<int:pk>/settle/<slug:key>/", settling.settle_field, name="settle_field"),
    path("<int:pk>/send/", settling.send, name="send"),
    path("takeovers/<int:pk>/undo/", settling.takeover_undo, name="takeover_undo"),
    path("rows/<int:pk>/", deciding.row_detail, name="row_detail"),
    path("rows/<int:pk>/decide/", deciding.row_decide, name="row_decide"),
    path("rows/<int:pk>/answer/", deciding.row_answer, name="row_answer"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/act/", tasks.task_act, name="task_act"),
    path("tasks/<int:pk>/print/", tasks.task_print, name="task_print"),
    path("profiles/", profiles.profile_list, name="profile_list"),
    path("profiles/<int:county_pk>/<slug:code>/", profiles.profile_edit, name="profile_edit"),
]
