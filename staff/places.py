"""What this floor hangs into the menu, the unit page and the search."""

from django.utils import timezone

from core.freshness import remember
from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from orgs.proofs.papers import register_papers
from registry.survey.investigators import offer
from staff.choices import RunState
from staff.models import Member, StipendRun
from staff.pay.inbox import INBOX
from staff.pay.proving import OF_RUN, STATEMENT
from staff.selectors.people import people_in_post
from staff.selectors.posts import as_vacancy, posts_by_unit, total_of, vacant_posts
from staff.selectors.trainings import training_coverage

GROUP = "队伍"
OF_PAY = (
    "staff:run_detail", "staff:run_make", "staff:run_step", "staff:line_detail", "staff:objection_create",
    "staff:objection_answer", "staff:bank_export", "staff:bank_return", "staff:standard_list",
    "staff:standard_create", "staff:rule_create", "staff:policy_create", "staff:guard_create",
    "staff:rate_create", "staff:layout_list", "staff:layout_create", "staff:layout_edit",
    "staff:adjustment_list", "staff:adjustment_create", "staff:adjustment_detail",
)  # fmt: skip
TRAINING_PAGES = (
    "staff:training_detail", "staff:training_create", "staff:training_edit", "staff:attendance_create",
    "staff:attendance_edit", "trainings:plan_list", "trainings:plan_create", "trainings:plan_edit",
    "trainings:rule_edit", "trainings:quota_edit", "trainings:enrolment_list", "trainings:enrolment_create",
)  # fmt: skip


def in_post_panel(unit, user, scope):
    """Return who is in post at a village, or the figures of everything below a township or county."""
    on = timezone.localdate()
    total, coverage = (None, None) if unit.is_grassroots else _figures(scope, on)
    own_vacancies = [as_vacancy(post, on) for post in vacant_posts(scope, on).filter(unit=unit)]
    return {
        "people": list(people_in_post(unit, on)),
        "vacancies": own_vacancies,
        "total": total,
        "coverage": coverage,
        "year": on.year,
        "may_edit": user.scope_of(Permission.STAFF_EDIT).covers(unit),
    }


def _figures(scope, on):
    """Return the posts and the trainings of a place in all, remembered until something changes."""
    return remember(
        f"staff:{scope.key}:{on}",
        lambda: (total_of(posts_by_unit(scope, on).values()), training_coverage(scope, on.year, on)),
    )


def investigators_of(unit, on):
    """Return who is in post at a village, for the survey to choose its investigator from."""
    rows = people_in_post(unit, on)
    return [(row.member.name, row.post.get_post_type_display()) for row in rows]


def find_members(text, scope):
    """Return up to ten members for the global search as (label, note, url)."""
    found = Member.objects.within(scope).matching(text).select_related("unit", "unit__parent")
    hits = found.order_by("pinyin", "pk")[:10]
    return [(m.name, f"{m.unit.name}，{m.masked_id_number}", m.get_absolute_url()) for m in hits]


def vacancies_waiting(scope):
    """Return how many posts of 专职委员 nobody holds today."""
    return vacant_posts(scope, timezone.localdate()).for_members().count()


def runs_waiting(scope):
    """Return how many pay runs are on their way: neither closed nor cancelled."""
    over = (RunState.CLOSED, RunState.CANCELLED)
    return StipendRun.objects.within(scope).exclude(state__in=over).count()


def register_all():
    """Register the menu entries, the search and the card of this floor, and offer investigators."""
    offer(investigators_of)
    register_papers(*OF_RUN.values(), STATEMENT)
    register(
        INBOX,
        MenuItem(
            group=GROUP, label="专职委员", url_name="staff:member_list", permission=Permission.STAFF_VIEW,
            order=300, also=(
                "staff:member_detail", "staff:member_create", "staff:member_edit", "staff:appointment_edit",
                "staff:appointment_end",
            ),
        ),
        MenuItem(
            group=GROUP, label="岗位与空缺", url_name="staff:post_list", permission=Permission.STAFF_VIEW,
            order=305, count=vacancies_waiting, also=(
                "staff:post_create", "staff:post_abolish", "staff:township_posts", "staff:allocation_create",
                "staff:appointment_create", "staff:tally_list",
            ),
        ),
        MenuItem(
            group=GROUP, label="补贴发放", url_name="staff:run_list", permission=Permission.STIPEND_VIEW,
            order=310, count=runs_waiting, also=OF_PAY,
        ),
        MenuItem(
            group=GROUP, label="培训持证", url_name="staff:training_list", permission=Permission.STAFF_VIEW,
            order=320, also=TRAINING_PAGES,
        ),
        Panel(
            key="staff", title="在岗人员", permission=Permission.STAFF_VIEW,
            template="staff/_unit_card.html", context=in_post_panel, order=20,
        ),
        SearchProvider("专职委员", Permission.STAFF_VIEW, find_members, order=30),
    )  # fmt: skip
