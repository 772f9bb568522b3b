from django.urls import path

from assessments.rounds.views import appeals, meetings, results, reviews, sheets, years

app_name = "rounds"

urlpatterns = [
    path("", years.round_list, name="round_list"),
    path("new/<int:scheme_pk>/", years.round_create, name="round_create"),
    path("<int:pk>/", years.round_detail, name="round_detail"),
    path("<int:pk>/edit/", years.round_edit, name="round_edit"),
    path("<int:pk>/move/", years.round_move, name="round_move"),
    path("<int:pk>/meeting/", meetings.meeting, name="meeting"),
    path("<int:pk>/meeting/print/", meetings.minutes_print, name="minutes_print"),
    path("<int:pk>/appeals/", appeals.appeal_list, name="appeal_list"),
    path("<int:pk>/standings/", results.standing_list, name="standing_list"),
    path("<int:pk>/standings/export/", results.standing_export, name="standing_export"),
    path("<int:pk>/finish/", results.round_finish, name="round_finish"),
    path("<int:pk>/bulletin/", results.bulletin, name="bulletin"),
    path("<int:pk>/bulletin/print/", results.bulletin_print, name="bulletin_print"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal_detail"),
    path("appeals/<int:pk>/decide/", appeals.appeal_decide, name="appeal_decide"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/fill/", sheets.sheet_fill, name="sheet_fill"),
    path("sheets/<int:pk>/submit/", sheets.sheet_submit, name="sheet_submit"),
    path("sheets/<int:pk>/withdraw/", sheets.sheet_withdraw, name="sheet_withdraw"),
    path("sheets/<int:pk>/exempt/", sheets.sheet_exempt, name="sheet_exempt"),
    path("sheets/<int:pk>/extend/", sheets.sheet_extend, name="sheet_extend"),
    path("sheets/<int:pk>/review/", reviews.sheet_review, name="sheet_review"),
    path("sheets/<int:pk>/review/finish/", reviews.review_finish, name="review_finish"),
    path("sheets/<int:pk>/review/reopen/", reviews.review_reopen, name="review_reopen"),
    path("sheets/<int:pk>/items/<uuid:lineage>/review/", reviews.review_save, name="review_save"),
    path("sheets/<int:pk>/items/<uuid:lineage>/", sheets.item_detail, name="item_detail"),
    path("sheets/<int:pk>/print/", results.sheet_print, name="sheet_print"),
    path("sheets/<int:pk>/items/<uuid:lineage>/meeting/", meetings.meeting_item, name="meeting_item"),
    path("sheets/<int:pk>/items/<uuid:lineage>/appeal/", appeals.item_appeal, name="item_appeal"),
    path("sheets/<int:pk>/items/<uuid:lineage>/save/", sheets.item_save, name="item_save"),
]
