from django.urls import path

from assessments.weather.views import boards

app_name = "weather"

urlpatterns = [
    path("", boards.board, name="board"),
    path("export/", boards.board_export, name="board_export"),
    path("costs/", boards.costs, name="costs"),
    path("<int:sheet_pk>/", boards.unit_weather, name="unit_weather"),
]
