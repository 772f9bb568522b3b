"""The years: opening one, how far it is, its phases and days."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.rounds.choices import PHASES, Phase
from assessments.rounds.defaults import days_for
from assessments.rounds.forms.years import DAYS, DaysForm, SheetFilter
from assessments.rounds.models import Bulletin, Round, RoundEntry, Sheet
from assessments.rounds.rights import may_decide, may_manage, may_score, may_see_places
from assessments.rounds.selectors.board import progress_of, waiting_appeals
from assessments.rounds.selectors.choosing import rounds_in
from assessments.rounds.services import year as years
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import own_round_of, round_of, told
from assessments.schemes.models import Scheme
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission

LATEST = 8


@page(Permission.ASSESSMENT_VIEW)
def round_list(request):
    """The years that concern the user, and the published schemes whose year has not begun."""
    year = view_year(request)
    rounds = list(rounds_in(request.scope, year))
    sheets = Sheet.objects.within(request.scope).filter(round__in=rounds).counted()
    counted = {one.pk: progress_of(sheets.filter(round=one))[0] for one in rounds}
    managing = request.user.scope_of(Permission.ASSESSMENT_MANAGE)
    begun = {(one.county_id, one.subject) for one in rounds}
    schemes = Scheme.objects.within(managing).published().filter(year=year).select_related("county")
    waiting = [
        one for one in schemes if (one.county_id, one.subject) not in begun and not one.subject_kind.is_people
    ]
    own = sheets.select_related("unit__parent", "round__county").order_by("unit__path")[:2]
    context = {
        "year": year,
        "rows": [(one, counted[one.pk]) for one in rounds],
        "waiting": waiting if managing else [],
        "own": [sheet for sheet in own if may_score(request.user, sheet)],
    }
    return render(request, "assessments/rounds/round_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def round_create(request, scheme_pk):
    """Begin the year of a published scheme."""
    schemes = Scheme.objects.within(request.scope).set_by(request.scope).published().select_related("county")
    scheme = get_object_or_404(schemes, pk=scheme_pk)
    proposed = days_for(scheme.year)
    form = DaysForm(request.POST or None, initial={name: getattr(proposed, name) for name in DAYS})
    if request.method == "POST" and form.is_valid():
        try:
            made = years.start(scheme, form.days, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已启动{made}，{made.sheets.count()} 个单位有了评分表。")
            return redirect(made)
    context = {"form": form, "scheme": scheme}
    return render(request, "assessments/rounds/round_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def round_detail(request, pk):
    """How far a year is: its phases, the townships, and the sheets."""
    round_ = round_of(request, pk)
    filters = SheetFilter(request.GET, scope=request.scope)
    everything = Sheet.objects.within(request.scope).filter(round=round_).counted()
    total, rows = progress_of(everything)
    sheets = filters.apply(everything).select_related("unit__parent").order_by("unit__path")
    phase = PHASES.index(Phase(round_.phase))
    entries = RoundEntry.objects.within(request.scope).filter(round=round_, sheet=None).select_related("by")
    context = {
        "round": round_,
        "filters": filters,
        "total": total,
        "rows": rows if len(rows) > 1 else [],
        "sheets": page_of(sheets, request),
        "phases": [one.label for one in PHASES],
        "phase_number": phase + 1,
        "next": PHASES[phase + 1] if phase + 2 < len(PHASES) else None,
        "previous": PHASES[phase - 1] if 0 < phase < len(PHASES) - 1 else None,
        "appeals": waiting_appeals(round_, request.scope),
        "entries": entries.order_by("-pk")[:LATEST],
        "may_manage": may_manage(request.user, round_),
        "may_decide": may_decide(request.user, round_),
        "may_see_results": may_see_places(request.user, round_),
        "has_bulletin": Bulletin.objects.within(request.scope).filter(round=round_).exists(),
        "is_villages": round_.subject == "grassroots",
    }
    return render(request, "assessments/rounds/round_detail.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def round_edit(request, pk):
    """Change the days of a year."""
    round_ = own_round_of(request, pk)
    form = DaysForm(request.POST or None, instance=round_)
    if request.method == "POST" and form.is_valid():
        try:
            years.set_days(round_, vars(form.days), by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已调整日期。")
            return redirect(round_)
    context = {"form": form, "round": round_, "scheme": round_.scheme}
    return render(request, "assessments/rounds/round_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["POST"])
def round_move(request, pk):
    """Take the year into the next phase, or one back."""
    round_, to = own_round_of(request, pk), request.POST.get("to", "")
    if to not in Phase.values:
        raise Http404
    done = f"已转入“{Phase(to).label}”。"
    told(request, lambda: years.move_on(round_, to, by=request.user, at=timezone.now()), done)
    return redirect(Round.get_absolute_url(round_))
