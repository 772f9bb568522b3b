from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from orgs.selectors import ancestors
from staff.allocations import KNOWN
from staff.columns import VACANCY_COLUMNS
from staff.forms.filters import VacancyFilter
from staff.forms.posts import AbolishForm, AllocationForm, PostForm
from staff.models import AllocationRule, Post
from staff.selectors.dated import RuleBook
from staff.selectors.posts import (
    as_vacancy,
    posts_by_township,
    posts_by_unit,
    posts_held,
    total_of,
    vacant_posts,
)
from staff.services import posts
from staff.services.refusal import StaffRefused

SORTS = {
    "since": ("empty_since", "unit__path", "pk"),
    "unit": ("unit__path", "post_type", "pk"),
    "type": ("post_type", "unit__path", "pk"),
}


@page(Permission.STAFF_VIEW)
def post_list(request):
    """Posts due, existing, held and vacant; the vacancies below, longest first."""
    filters = VacancyFilter(request.GET, scope=request.scope)
    on = timezone.localdate()
    page_of_posts = page_of(_vacant(request, filters, on), request)
    townships = posts_by_township(request.scope, on)
    context = {
        "filters": filters,
        "posts": page_of_posts,
        "vacancies": [as_vacancy(post, on) for post in page_of_posts],
        "townships": townships,
        "total": total_of(townships),
        "rules": AllocationRule.objects.within(request.scope).select_related("unit").order_by("-since", "pk"),
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
        "counties": _own_counties(request),
    }
    return render(request, "staff/post_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def vacancy_export(request):
    """Send the vacancies that the list shows under the same filters."""
    filters = VacancyFilter(request.GET, scope=request.scope)
    on = timezone.localdate()
    rows = [as_vacancy(post, on) for post in _vacant(request, filters, on)]
    content = workbook(f"岗位空缺（截至 {on:%Y-%m-%d}）", VACANCY_COLUMNS, rows)
    name = f"岗位空缺{on:%Y%m%d}"
    return send_workbook(request, name, content, persons=0, unit=filters.place, rows=len(rows))


@page(Permission.STAFF_VIEW)
def township_posts(request, pk):
    """The posts of a township and its villages, one line per unit."""
    township = get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=pk)
    on = timezone.localdate()
    below = request.scope.narrowed_to(township)
    rows = list(posts_by_unit(below, on).values())
    held = _held_by_unit(below, on)
    context = {
        "township": township,
        "ancestors": [unit for unit in ancestors(township) if request.scope.covers(unit)],
        "rows": [(row, held.get(row.unit.pk, ())) for row in rows],
        "total": total_of(rows),
    }
    return render(request, "staff/township_posts.html", context, fragment="results")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def post_create(request):
    form = PostForm(request.POST or None, scope=request.scope, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            post = posts.establish_post(
                facts["unit"],
                facts["post_type"],
                by=request.user,
                at=timezone.now(),
                on=facts["on"],
                note=facts["note"],
            )
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已设立岗位：{post}。")
            return redirect("staff:post_list")
    return render(request, "staff/post_form.html", {"form": form}, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def post_abolish(request, pk):
    ready = Post.objects.within(request.scope).select_related("unit", "unit__parent")
    post = get_object_or_404(ready, pk=pk)
    form = AbolishForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            posts.abolish_post(post, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已撤销岗位：{post}。")
            return redirect("staff:post_list")
    return render(request, "staff/post_abolish.html", {"form": form, "post": post}, fragment="form")


@page(Permission.STAFF_EDIT, methods=["POST"])
def posts_establish(request, pk):
    """Establish every post that the allocation rule gives and that is missing."""
    county = get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
    made = posts.establish_due_posts(county, by=request.user, at=timezone.now(), on=timezone.localdate())
    if made:
        messages.success(request, f"已按配备规则设立 {len(made)} 个岗位。")
    else:
        messages.info(request, "应设的岗位都已设立。")
    return redirect("staff:post_list")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def allocation_create(request, pk):
    """Set how many posts the units of a county get from a day on."""
    county = get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
    known = KNOWN.get(request.GET.get("like", ""))
    now = RuleBook.on(AllocationRule, timezone.localdate()).at(county.path)
    form = AllocationForm(
        request.POST or None, initial=AllocationForm.facts_of(now) | (known.facts if known else {})
    )
    if request.method == "POST" and form.is_valid():
        try:
            rule = posts.set_allocation_rule(county, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{rule.since:%Y-%m-%d} 起按新规则配备岗位。")
            return redirect("staff:post_list")
    context = {"form": form, "county": county, "known": known, "all_known": KNOWN.values()}
    return render(request, "staff/allocation_form.html", context, fragment="form")


def _vacant(request, filters, on):
    found = filters.apply(vacant_posts(request.scope, on), on=on)
    return found.order_by(*ordering_of(request, SORTS, SORTS["since"]))


def _own_counties(request):
    scope = request.user.scope_of(Permission.STAFF_EDIT)
    return list(Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order())


def _held_by_unit(scope, on):
    held = {}
    for appointment in posts_held(scope, on):
        held.setdefault(appointment.post.unit_id, []).append(appointment)
    return held
