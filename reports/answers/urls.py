from django.urls import path

from reports.answers.views import answers, columns, recipes

app_name = "answers"

urlpatterns = [
    path("", answers.answer_list, name="answer_list"),
    path("new/", answers.answer_create, name="answer_create"),
    path("<int:pk>/", answers.answer_detail, name="answer_detail"),
    path("<int:pk>/act/", answers.answer_act, name="answer_act"),
    path("<int:pk>/columns/", columns.answer_columns, name="answer_columns"),
    path("<int:pk>/options/", columns.answer_options, name="answer_options"),
    path("<int:pk>/rows/", columns.answer_rows, name="answer_rows"),
    path("<int:pk>/file/", answers.answer_file, name="answer_file"),
    path("<int:pk>/original/", answers.answer_original, name="answer_original"),
    path("recipes/", recipes.recipe_list, name="recipe_list"),
    path("recipes/<int:pk>/", recipes.recipe_rename, name="recipe_rename"),
    path("recipes/<int:pk>/delete/", recipes.recipe_delete, name="recipe_delete"),
]
