from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from assessments.grading.forms.deciding import GroupsForm, PastTiersForm, TieForm, key_of
from assessments.grading.forms.rules import RulesForm
from assessments.grading.models import GradingRule, TieDecision
from assessments.grading.selectors.grading import group_names, last_group_names, tier_order
from assessments.grading.selectors.ranking import tiers_before
from assessments.grading.selectors.rules import rules_for, rules_on
from assessments.grading.services import deciding
from assessments.grading.views.asking import own_round_of, ranking_for, submit
from assessments.rounds.models import Sheet
from assessments.schemes.choices import Subject
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit


@page(Permission.ASSESSMENT_DECIDE, methods=["GET", "POST"])
def tie_decide(request, pk):
    """Write down what the joint meeting decided about equal points at the edge of a quota."""
    round_ = own_round_of(request, pk)
    whole = ranking_for(round_)
    ties = {key_of(tie): tie for tie in whole.ties}
    asked = request.POST.get("equal") or next((key_of(tie) for tie in whole.open_ties), next(iter(ties), ""))
    tie = ties.get(asked)
    decided = TieDecision.objects.within(request.scope).filter(round=round_).select_related("by")
    context = {"round": round_, "decided": list(decided), "form": None}
    if tie is None and request.method == "POST":
        messages.error(request, "并列的单位已经有变化，请按现在的名次重新决定。")
        return redirect(reverse("grading:tie_decide", args=[round_.pk]))
    if tie is not None:
        units = [line.unit for line in whole.lines if line.unit.pk in tie.keys]
        form = TieForm(request.POST or None, tie=tie, units=units)

        def act(**who):
            facts = {name: form.cleaned_data[name] for name in ("reason", "decided_on")}
            return deciding.decide_tie(round_, tie, form.cleaned_data["chosen"], **facts, **who)

        if submit(request, form, act) is not None:
            messages.success(request, f"已登记“{tie.band}”并列名额的决定。")
            return redirect(f"{reverse('grading:ranking')}?round={round_.pk}")
        context |= {"form": form, "tie": tie}
    names = {line.unit.pk: line.unit.place_name for line in whole.lines}
    for row in context["decided"]:
        row.names = "、".join(names.get(key, "") for key in row.chosen)
        row.equal_names = "、".join(names.get(key, "") for key in row.equal)
    return render(request, "assessments/grading/tie_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def group_edit(request, pk):
    """Put the townships of a county into groups that are ranked among each other."""
    round_ = own_round_of(request, pk)
    townships = list(
        Unit.objects.within(request.scope).current().townships().below(round_.county).in_tree_order()
    )
    names = group_names(round_)
    form = GroupsForm(request.POST or None, townships=townships, names=names or last_group_names(round_))
    number = submit(request, form, lambda **who: deciding.save_groups(round_, form.seats(), **who))
    if number is not None:
        messages.success(request, f"已分为 {number} 组。" if number else "不分组。")
        return redirect(f"{reverse('grading:ranking')}?round={round_.pk}")
    known = list(dict.fromkeys(form[name].value() for name in form.fields if form[name].value()))
    context = {"form": form, "round": round_, "names": known, "is_proposed": not names and bool(known)}
    return render(request, "assessments/grading/group_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def past_tiers(request, pk):
    """Write down the tiers of the year before, where this system has no final results of it."""
    round_ = own_round_of(request, pk)
    sheets = Sheet.objects.within(request.scope).filter(round=round_).counted().select_related("unit")
    townships, township = [], None
    if round_.subject == Subject.GRASSROOTS:
        rows = Unit.objects.within(request.scope).current().townships().below(round_.county)
        townships = list(rows.in_tree_order())
        asked = request.GET.get("unit", "")
        township = next(
            (one for one in townships if str(one.pk) == asked), townships[0] if townships else None
        )
        sheets = sheets.filter(unit__parent=township)
    units = [sheet.unit for sheet in sheets.order_by("unit__path")]
    order = tier_order(round_, rules_for(round_.county, round_.year))
    form = PastTiersForm(request.POST or None, units=units, known=tiers_before(round_), tiers=order)
    changed = submit(request, form, lambda **who: deciding.save_past_tiers(round_, form.tiers(), **who))
    if changed is not None:
        messages.success(request, f"已登记 {changed} 个单位上年的档次。")
        return redirect(f"{reverse('grading:tier_moves')}?round={round_.pk}")
    context = {
        "form": form, "round": round_, "townships": townships, "township": township, "year": round_.year - 1,
    }  # fmt: skip
    return render(request, "assessments/grading/past_tiers.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE)
def rule_list(request):
    """The rules of grading of each county that the user manages."""
    today = timezone.localdate()
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    rows = GradingRule.objects.within(request.scope)
    context = {
        "counties": [{"county": county, "rules": rules_on(county, today)} for county in counties],
        "coming": rows.coming(today),
        "past": rows.past(today),
    }
    return render(request, "assessments/grading/rule_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """Other rules from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    form = RulesForm(request.POST or None, rules=rules_on(county, timezone.localdate()))
    row = submit(
        request, form,
        lambda **who: deciding.save_rules(county, form.rules, since=form.cleaned_data["since"], **who),
    )  # fmt: skip
    if row is not None:
        messages.success(request, f"已保存评定规则，自{row.since.isoformat()} 起执行。")
        return redirect("grading:rule_list")
    context = {"form": form, "county": county}
    return render(request, "assessments/grading/rule_form.html", context, fragment="form")
