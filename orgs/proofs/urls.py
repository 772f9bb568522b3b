from django.urls import path

from orgs.proofs import views

app_name = "proofs"

urlpatterns = [
    path("", views.proof_search, name="proof_search"),
    path("file/", views.proof_file, name="proof_file"),
    path("<str:code>", views.proof_detail, name="proof_detail"),
]
