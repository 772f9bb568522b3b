from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template
from django.utils import timezone

from accounts import selectors, services
from accounts.forms import PostingForm, UserFilter, UserForm
from accounts.models import Posting
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission

SORTS = {"name": ("full_name", "pk"), "username": ("username",), "seen": ("last_login", "pk")}


@page(Permission.ACCOUNT_VIEW)
def user_list(request):
    filters = UserFilter(request.GET)
    users = filters.apply(selectors.accounts_of(request.scope))
    users = users.prefetch_related("postings__unit").order_by(*ordering_of(request, SORTS, ["username"]))
    return render(
        request,
        "accounts/user_list.html",
        {"filters": filters, "users": page_of(users, request)},
        fragment="results",
    )


@page(Permission.ACCOUNT_VIEW)
def user_detail(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    context = {
        "account": account,
        "postings": account.postings.select_related("unit").order_by("until", "-since"),
        "locked": selectors.is_locked(account),
        "can_edit": request.user.holds(Permission.ACCOUNT_EDIT),
        "can_grant": request.user.holds(Permission.POSTING_EDIT),
    }
    return render(request, "accounts/user_detail.html", context, fragment="card")


@page(Permission.ACCOUNT_EDIT, methods=["GET", "POST"])
def user_create(request):
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, password = services.create_user(by=request.user, at=timezone.now(), **form.cleaned_data)
        return render_template(
            request, "accounts/first_password.html", {"account": user, "password": password, "is_new": True}
        )
    return render(request, "accounts/user_form.html", {"form": form, "account": None}, fragment="form")


@page(Permission.ACCOUNT_EDIT, methods=["GET", "POST"])
def user_edit(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    form = UserForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        services.update_user(account, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"已保存 {account} 的账号资料。")
        return redirect(account)
    return render(request, "accounts/user_form.html", {"form": form, "account": account}, fragment="form")


@page(Permission.ACCOUNT_EDIT, methods=["POST"])
def password_reset(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    try:
        password = services.reset_password(account, by=request.user, at=timezone.now())
    except services.AccountRefused as problem:
        messages.error(request, str(problem))
        return redirect(account)
    return render_template(
        request, "accounts/first_password.html", {"account": account, "password": password, "is_new": False}
    )


@page(Permission.POSTING_EDIT, methods=["POST"])
def user_unlock(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    services.unlock(account, by=request.user, at=timezone.now())
    messages.success(request, f"已解除 {account} 的锁定。")
    return redirect(account)


@page(Permission.ACCOUNT_EDIT, methods=["POST"])
def user_set_active(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    active = request.POST.get("active") == "yes"
    try:
        services.set_active(account, active, by=request.user, at=timezone.now())
    except services.AccountRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已{'启用' if active else '停用'} {account} 的账号。")
    return redirect(account)


@page(Permission.POSTING_EDIT, methods=["GET", "POST"])
def posting_create(request, pk):
    account = get_object_or_404(selectors.accounts_of(request.scope), pk=pk)
    form = PostingForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            posting = services.grant_posting(account, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.AccountRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已授予 {account}：{posting}。")
            return redirect(account)
    return render(request, "accounts/posting_form.html", {"form": form, "account": account}, fragment="form")


@page(Permission.POSTING_EDIT, methods=["POST"])
def posting_end(request, pk):
    posting = get_object_or_404(Posting.objects.within(request.scope), pk=pk)
    try:
        services.end_posting(posting, by=request.user, at=timezone.now())
    except services.AccountRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已收回：{posting}。")
    return redirect(posting.user)
