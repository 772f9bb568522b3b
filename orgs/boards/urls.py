from django.urls import path

from orgs.boards.views import boards, rules

app_name = "boards"

urlpatterns = [
    path("", boards.board_list, name="board_list"),
    path("export/", boards.board_export, name="board_export"),
    path("members/export/", boards.seat_export, name="seat_export"),
    path("vacancies/", boards.vacancy_list, name="vacancy_list"),
    path("vacancies/export/", boards.vacancy_export, name="vacancy_export"),
    path("set-up/", boards.set_up, name="set_up"),
    path("<int:pk>/", boards.board_detail, name="board_detail"),
    path("<int:pk>/terms/new/", boards.term_create, name="term_create"),
    path("<int:pk>/seats/new/", boards.seat_create, name="seat_create"),
    path("seats/<int:pk>/edit/", boards.seat_edit, name="seat_edit"),
    path("seats/<int:pk>/end/", boards.seat_end, name="seat_end"),
    path("departments/", rules.department_list, name="department_list"),
    path("departments/defaults/<int:county_pk>/", rules.department_defaults, name="department_defaults"),
    path("departments/new/<int:county_pk>/", rules.department_create, name="department_create"),
    path("departments/<int:pk>/edit/", rules.department_edit, name="department_edit"),
    path("departments/<int:pk>/end/", rules.department_end, name="department_end"),
    path("kinds/", rules.kind_list, name="kind_list"),
    path("kinds/<int:county_pk>/<slug:code>/", rules.kind_edit, name="kind_edit"),
]
