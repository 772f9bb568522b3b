from django.urls import path

from registry.views import imports, people

app_name = "registry"

urlpatterns = [
    path("", people.person_list, name="person_list"),
    path("export/", people.person_export, name="person_export"),
    path("new/", people.person_create, name="person_create"),
    path("<int:pk>/", people.person_detail, name="person_detail"),
    path("<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("<int:pk>/archive/", people.person_archive, name="person_archive"),
    path("<int:pk>/restore/", people.person_restore, name="person_restore"),
    path("<int:pk>/reveal/", people.person_reveal, name="person_reveal"),
    path("<int:pk>/photo/", people.person_photo, name="person_photo"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/file/<str:which>/", imports.import_file, name="import_file"),
]
