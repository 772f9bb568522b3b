from django.urls import path

from assessments.scorefacts import views

app_name = "scorefacts"

urlpatterns = [
    path("", views.fact_list, name="fact_list"),
    path("<slug:code>/", views.fact_detail, name="fact_detail"),
]
