from django.urls import path

from assessments.pledges.views import board, pledges, targets, texts

app_name = "pledges"

urlpatterns = [
    path("", board.pledge_list, name="pledge_list"),
    path("export/", board.pledge_export, name="pledge_export"),
    path("<int:pk>/", pledges.pledge_detail, name="pledge_detail"),
    path("<int:pk>/amend/", pledges.pledge_amend, name="pledge_amend"),
    path("rounds/<int:pk>/spread/", targets.target_spread, name="target_spread"),
    path("rounds/<int:pk>/targets/", targets.target_edit, name="target_edit"),
    path("rounds/<int:pk>/upload/", targets.target_upload, name="target_upload"),
    path("rounds/<int:pk>/issue/", targets.pledge_issue, name="pledge_issue"),
    path("rounds/<int:pk>/book/", board.pledge_book, name="pledge_book"),
    path("papers/<int:pk>/", pledges.pledge_print, name="pledge_print"),
    path("papers/<int:pk>/sign/", pledges.pledge_sign, name="pledge_sign"),
    path("papers/<int:pk>/recall/", pledges.pledge_recall, name="pledge_recall"),
    path("papers/<int:pk>/scans/", pledges.scan_create, name="scan_create"),
    path("scans/<int:pk>/", pledges.scan_show, name="scan_show"),
    path("scans/<int:pk>/withdraw/", pledges.scan_withdraw, name="scan_withdraw"),
    path("texts/", texts.text_list, name="text_list"),
    path("texts/<int:county_pk>/<slug:subject>/", texts.text_edit, name="text_edit"),
]
