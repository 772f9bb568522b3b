from django.urls import path

from accounts.views import audit_log, own, signing_in, users

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("keep-alive/", own.keep_alive, name="keep_alive"),
    path("preferences/", own.preferences, name="preferences"),
    path("password/", own.password_change, name="password_change"),
    path("users/", users.user_list, name="user_list"),
    path("users/new/", users.user_create, name="user_create"),
    path("users/<int:pk>/", users.user_detail, name="user_detail"),
    path("users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/password/", users.password_reset, name="password_reset"),
    path("users/<int:pk>/unlock/", users.user_unlock, name="user_unlock"),
    path("users/<int:pk>/active/", users.user_set_active, name="user_set_active"),
    path("users/<int:pk>/postings/", users.posting_create, name="posting_create"),
    path("postings/<int:pk>/end/", users.posting_end, name="posting_end"),
    path("audit/", audit_log.audit_list, name="audit_list"),
    path("audit/export/", audit_log.audit_export, name="audit_export"),
]
