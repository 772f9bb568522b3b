from django.urls import path

from staff.pay import urls as pay
from staff.views import appointments, members, posts, tallies, trainings

app_name = "staff"

urlpatterns = [
    path("members/", members.member_list, name="member_list"),
    path("members/export/", members.member_export, name="member_export"),
    path("members/new/", members.member_create, name="member_create"),
    path("members/<int:pk>/", members.member_detail, name="member_detail"),
    path("members/<int:pk>/edit/", members.member_edit, name="member_edit"),
    path("appointments/new/", appointments.appointment_create, name="appointment_create"),
    path("appointments/<int:pk>/edit/", appointments.appointment_edit, name="appointment_edit"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/export/", posts.vacancy_export, name="vacancy_export"),
    path("posts/units/", tallies.tally_list, name="tally_list"),
    path("posts/units/export/", tallies.tally_export, name="tally_export"),
    path("posts/units/print/", tallies.tally_print, name="tally_print"),
    path("posts/new/", posts.post_create, name="post_create"),
    path("posts/<int:pk>/abolish/", posts.post_abolish, name="post_abolish"),
    path("posts/township/<int:pk>/", posts.township_posts, name="township_posts"),
    path("posts/county/<int:pk>/establish/", posts.posts_establish, name="posts_establish"),
    path("posts/county/<int:pk>/rule/", posts.allocation_create, name="allocation_create"),
    path("trainings/", trainings.training_list, name="training_list"),
    path("trainings/export/", trainings.training_export, name="training_export"),
    path("trainings/new/", trainings.training_create, name="training_create"),
    path("trainings/<int:pk>/", trainings.training_detail, name="training_detail"),
    path("trainings/<int:pk>/edit/", trainings.training_edit, name="training_edit"),
    path("trainings/<int:pk>/attend/", trainings.attendance_create, name="attendance_create"),
    path("trainings/<int:pk>/export/", trainings.attendance_export, name="attendance_export"),
    path("attendances/<int:pk>/", trainings.attendance_edit, name="attendance_edit"),
    path("attendances/<int:pk>/remove/", trainings.attendance_remove, name="attendance_remove"),
    *pay.urlpatterns,
]
