"""What a county lays down: kinds, tiers, rules."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.benefits.choices import RuleCode
from registry.benefits.forms.standards import KindForm, RuleForm, StandardForm
from registry.benefits.models import BenefitKind, BenefitStandard
from registry.benefits.selectors.laid_down import rules_of, tiers_of
from registry.benefits.services import standards
from registry.benefits.services.refusal import NotGranted
from registry.benefits.services.setup import install_defaults


@page(Permission.BENEFIT_VIEW)
def standard_list(request):
    """The kinds of a county with their tiers, and the rules of dynamic management."""
    # Who sees a village only is shown what the county above it has laid down.
    kinds = BenefitKind.objects.within(request.scope).select_related("unit").in_order()
    counties = list(_counties(request)) or sorted({kind.unit for kind in kinds}, key=lambda unit: unit.path)
    asked = request.GET.get("county", "")
    county = next((c for c in counties if str(c.pk) == asked), counties[0] if counties else None)
    rows = BenefitStandard.objects.within(request.scope).filter(unit=county)
    context = {
        "county": county,
        "counties": counties,
        "kinds": tiers_of([kind for kind in kinds if kind.unit == county], rows),
        "examples": rows.filter(is_example=True).count(),
        "rules": rules_of(county, timezone.localdate()),
        "may_manage": county is not None and request.user.scope_of(Permission.BENEFIT_MANAGE).covers(county),
    }
    return render(request, "registry/benefits/standard_list.html", context, fragment="results")


@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def setup(request, county_pk):
    """Give the county the shipped benefits."""
    county = _county(request, county_pk)
    made = install_defaults(county, by=request.user, at=timezone.now())
    messages.success(request, f"已启用 {len(made)} 种补贴。金额为示例，请按本县文件确认或修改。")
    return _back(county)


@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def examples_confirm(request, county_pk):
    """Declare the examples to be the county's standards."""
    county = _county(request, county_pk)
    number = standards.confirm_examples(county, by=request.user, at=timezone.now())
    messages.success(request, f"已确认 {number} 条标准。")
    return _back(county)


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def kind_create(request, county_pk):
    """A kind of the county's own."""
    return _save_kind(request, BenefitKind(unit=_county(request, county_pk)))


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def kind_edit(request, pk):
    return _save_kind(request, _kind(request, pk))


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def standard_create(request, kind_pk):
    """A new tier of a kind."""
    return _save_standard(request, _kind(request, kind_pk), None)


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def standard_edit(request, pk):
    """Another amount for a tier from a month on."""
    rows = BenefitStandard.objects.within(request.scope).set_by(request.scope).select_related("kind__unit")
    row = get_object_or_404(rows, pk=pk)
    return _save_standard(request, row.kind, row)


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk, code):
    """Another value for a rule from a day on."""
    county = _county(request, county_pk)
    if code not in RuleCode.values:
        raise Http404
    rule = next(rule for rule in rules_of(county, timezone.localdate()) if rule["code"] == code)
    form = RuleForm(
        request.POST or None, initial={name: rule[name] for name in ("is_on", "months", "source")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            standards.save_rule(county, code, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{rule['name']}”的规定。")
            return _back(county)
    context = {"form": form, "title": f"修改“{rule['name']}”的规定", "told": rule["text"], "county": county}
    return render(request, "registry/benefits/standard_form.html", context, fragment="form")


def _save_kind(request, kind):
    is_new, county = kind.pk is None, kind.unit
    form = KindForm(request.POST or None, instance=kind)
    if request.method == "POST" and form.is_valid():
        try:
            standards.save_kind(form.instance, by=request.user, at=timezone.now())
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{form.instance.name}”。")
            return _back(county)
    title = "新增补贴种类" if is_new else "修改补贴种类"
    context = {"form": form, "title": title, "told": "", "county": county}
    return render(request, "registry/benefits/standard_form.html", context, fragment="form")


def _save_standard(request, kind, row):
    form = StandardForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = standards.save_standard(kind, by=request.user, at=timezone.now(), **form.facts())
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(
                request, f"已保存“{saved}”，自 {saved.valid_from:%Y-%m} 起每月 {saved.amount:,.2f} 元。"
            )
            return _back(kind.unit)
    told = "改了执行月份即另立一条，原标准到上月为止；已核定的金额不会自动改变，差额由补贴核查列出。"
    title = f"修改“{row}”的标准" if row else f"新增{kind}的档次"
    context = {"form": form, "title": title, "told": told, "county": kind.unit}
    return render(request, "registry/benefits/standard_form.html", context, fragment="form")


def _counties(request):
    units = Unit.objects.within(request.scope).current()
    return units.filter(level=Unit.Level.COUNTY).in_tree_order()


def _county(request, pk):
    return get_object_or_404(_counties(request), pk=pk)


def _kind(request, pk):
    kinds = BenefitKind.objects.within(request.scope).set_by(request.scope).select_related("unit")
    return get_object_or_404(kinds, pk=pk)


def _back(county):
    return redirect(f"{reverse('benefits:standard_list')}?county={county.pk}")
