"""Posts and stipends on the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.templatetags.ui import yuan
from reports.workbench.pieces import Tile, Todo
from staff.choices import Half, RunState
from staff.models import StipendRun
from staff.pay.selectors.lines import stipend_by_unit
from staff.selectors.posts import by_township, posts_by_unit, total_of, vacancies

EDIT = Permission.STAFF_EDIT
NEXT = {
    RunState.DRAFT: "去核对",
    RunState.CONFIRMING: "去复核",
    RunState.REVIEWED: "去终审",
    RunState.LOCKED: "去公示",
    RunState.READY: "去送银行",
    RunState.RETURNED: "去办结",
}


def half_of(day):
    """Return the half-year in which `day` lies."""
    return Half.FIRST if day.month <= 6 else Half.SECOND


def show_posts(picture, scope, day):
    """Add the tile of those in post and the to-do of vacancies; return the posts of each township."""
    tally = posts_by_unit(scope, day)
    total = total_of(tally.values())
    vacant = vacancies(scope, day)
    long = sum(vacancy.is_long for vacancy in vacant)
    url = reverse("staff:post_list")
    mean = round(sum(vacancy.days for vacancy in vacant) / len(vacant)) if vacant else 0
    under = f"缺额 {len(vacant)}，平均空缺 {mean} 天" if vacant else "没有空缺"
    picture.tiles.append(Tile("专职委员在岗", f"{total.members.held} / {total.members.existing}", under, url))
    if vacant:
        note = f"超期 {long} 个" if long else ""
        picture.todos.append(Todo(len(vacant), "个专职委员岗位空缺", url, "去补选", note, "bad", EDIT))
    if missing := total.members.missing:
        picture.todos.append(Todo(missing, "个岗位按配备规则应设未设", url, "去设岗", "", "warn", EDIT))
    return {row.unit.path: row for row in by_township(tally)}


def show_stipend(picture, scope, day):
    """Add the tile of the present half-year's stipends and what the run waits for."""
    year, half = day.year, half_of(day)
    rows = stipend_by_unit(scope, year, half).values()
    people, amount = sum(row.people for row in rows), sum(row.amount for row in rows)
    runs = StipendRun.objects.within(scope).regular().filter(year=year, half=half)
    run = runs.newest_first().first()
    url = run.get_absolute_url() if run else reverse("staff:run_list")
    state = run.get_state_display() if run else ("已造册" if people else "尚未造册")
    picture.tiles.append(Tile(f"{Half(half).label}补贴", yuan(amount), f"{people} 人 · {state}", url))
    if run and not run.is_closed:
        picture.todos.append(
            Todo(
                1,
                f"份{run.period.replace(' ', '')}补贴名册{run.get_state_display()}",
                url,
                NEXT.get(run.state, "去办理"),
                tone="warn",
                needs=Permission.STIPEND_EDIT,
            )
        )
