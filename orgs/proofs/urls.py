from django.urls import path, re_path

from orgs.proofs import views

app_name = "proofs"

urlpatterns = [
    path("", views.proof_search, name="proof_search"),
    path("file/", views.proof_file, name="proof_file"),
    re_path("^(?P<code>[^/]+)/?$", views.proof_detail, name="proof_detail"),  # typed by hand, / or none
]
