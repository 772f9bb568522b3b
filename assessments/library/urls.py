from django.urls import path

from assessments.library.views import files, items

app_name = "library"

urlpatterns = [
    path("", files.evidence_list, name="evidence_list"),
    path("new/", files.evidence_create, name="evidence_create"),
    path("<int:pk>/", files.evidence_detail, name="evidence_detail"),
    path("<int:pk>/edit/", files.evidence_edit, name="evidence_edit"),
    path("<int:pk>/file/", files.evidence_file, name="evidence_file"),
    path("<int:pk>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("<int:pk>/withdraw/", files.evidence_withdraw, name="evidence_withdraw"),
    path("uses/<int:pk>/withdraw/", items.use_withdraw, name="use_withdraw"),
    path("items/<int:unit_pk>/<uuid:lineage>/<int:year>/", items.item_evidence, name="item_evidence"),
    path("items/<int:unit_pk>/<uuid:lineage>/<int:year>/files/", items.item_upload, name="item_upload"),
    path("items/<int:unit_pk>/<uuid:lineage>/<int:year>/pick/", items.item_pick, name="item_pick"),
]
