from django.urls import path

from registry.views import import_help, import_memory, imports, people

app_name = "registry"

urlpatterns = [
    path("", people.person_list, name="person_list"),
    path("export/", people.person_export, name="person_export"),
    path("export/workbook/", people.person_workbook, name="person_workbook"),
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
    path("imports/memory/", import_memory.memory_list, name="import_memory"),
    path("imports/memory/aliases/<int:pk>/remove/", import_memory.alias_remove, name="import_alias_remove"),
    path(
        "imports/memory/columns/<int:pk>/forget/", import_memory.mapping_forget, name="import_mapping_forget"
    ),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", import_help.import_columns, name="import_columns"),
    path("imports/<int:pk>/mend/", import_help.import_mend, name="import_mend"),
    path("imports/<int:pk>/answers/", import_help.import_answers, name="import_answers"),
    path("imports/<int:pk>/absent/", import_help.import_absent, name="import_absent"),
    path("imports/<int:pk>/absent/export/", import_help.absent_export, name="import_absent_export"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/file/<str:which>/", imports.import_file, name="import_file"),
]
