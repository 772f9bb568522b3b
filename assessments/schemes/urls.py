from django.urls import path

from assessments.schemes.views import bands, papers, rows, schemes

app_name = "schemes"

urlpatterns = [
    path("", schemes.scheme_list, name="scheme_list"),
    path("in/<int:county_pk>/new/", schemes.scheme_create, name="scheme_create"),
    path("presets/<slug:code>/<slug:subject>/", schemes.preset_detail, name="preset_detail"),
    path("<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("<int:pk>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("<int:pk>/discard/", schemes.scheme_discard, name="scheme_discard"),
    path("<int:pk>/difference/", schemes.scheme_difference, name="scheme_difference"),
    path("<int:pk>/publish/", schemes.scheme_publish, name="scheme_publish"),
    path("<int:pk>/revise/", schemes.scheme_revise, name="scheme_revise"),
    path("<int:pk>/print/", papers.scheme_print, name="scheme_print"),
    path("<int:pk>/export/", papers.scheme_export, name="scheme_export"),
    path("<int:pk>/bands/<slug:kind>/", bands.bands_edit, name="bands_edit"),
    path("<int:pk>/sections/new/", rows.section_create, name="section_create"),
    path("sections/<int:pk>/edit/", rows.section_edit, name="section_edit"),
    path("sections/<int:pk>/move/", rows.section_move, name="section_move"),
    path("sections/<int:pk>/remove/", rows.section_remove, name="section_remove"),
    path("sections/<int:pk>/items/new/", rows.item_create, name="item_create"),
    path("items/<int:pk>/edit/", rows.item_edit, name="item_edit"),
    path("items/<int:pk>/move/", rows.item_move, name="item_move"),
    path("items/<int:pk>/remove/", rows.item_remove, name="item_remove"),
]
