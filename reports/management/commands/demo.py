"""The demo county: real units, everything else invented. Loaded once, into a database without units."""

import gc
import time
from contextlib import contextmanager
from random import Random

from auditlog.context import disable_auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.demo import make_accounts, told_about, write_accounts_file
from assessments.appraisals.demo import make_appraisals
from assessments.demo import make_assessments, make_checks
from orgs.demo import make_changes, make_units
from orgs.models import Unit
from registry.applications.demo import make_applications
from registry.benefits.demo import make_benefits
from registry.boards.demo import make_boards, make_elections
from registry.certificates.demo import make_cases
from registry.comparing.demo import make_comparisons
from registry.demo import make_persons
from registry.health.demo import make_health
from registry.ledgers.demo import make_ledgers
from registry.needs.demo import make_needs
from registry.petitions.demo import make_petitions
from registry.survey.demo import make_surveys
from staff.demo import make_staff


@contextmanager
def without_collecting():
    """Look for no garbage inside: among so many new objects that costs time and finds little."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def count_rows_for_planner():
    """Let PostgreSQL look at what the parts before have written; nobody else does within the transaction.

    Without it, it takes the register for empty and looks through the whole of it once per row. Tables that
    are still empty are left out: it would take them for empty when they have been filled. So are those of
    the server itself, which others wait for.
    """
    if connection.vendor != "postgresql":
        return
    tables = [connection.ops.quote_name(name) for name in connection.introspection.django_table_names()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})" for t in tables))  # noqa: S608
        if filled := [row[0] for row in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(filled)}")


def chance(seed, name):
    """Return the source of chance for one part of the demo, so that no part disturbs another.

    The name of the register's part is chosen so that seed 1 gives nobody an ID number of the sample rosters.
    """
    return Random(f"{seed} {name}")  # noqa: S311


# Few enough that those granted leave the make-up of the register as it is.
APPLICATIONS, PERSONS_EACH = 120, 25


class Command(BaseCommand):
    help = "在空数据库中装入演示县：单位是真实的，人员、补贴、查验等均为虚构。已有单位时拒绝，绝不删除数据。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--persons",
            type=int,
            default=settings.DEMO_PERSONS,
            help=f"残疾人数，默认 {settings.DEMO_PERSONS}",
        )
        parser.add_argument("--seed", type=int, default=1, help="随机种子：相同的种子得到相同的人，默认 1")

    def handle(self, *, persons, seed, **options):
        if persons < 0:
            raise CommandError("--persons 不能小于 0。")
        if Unit.objects.exists():
            raise CommandError(
                "数据库里已有单位，没有装入演示数据。演示县只能装入空数据库；本命令从不删除数据，"
                "要重新演示请另用一个数据库（DATABASE_URL）。"
            )
        self._began = time.monotonic()
        with without_collecting(), transaction.atomic():  # a step that fails leaves nothing behind
            accounts = self._load(persons, seed=seed, at=timezone.now())
            path = write_accounts_file(accounts)
        self._tell(f"演示县已装入，共用时 {time.monotonic() - self._began:.1f} 秒。")
        self._tell("演示账号（用户名、密码、角色）：")
        for line in told_about(accounts):
            self._tell(line)
        self._tell(f"账号已存入 {path}，只有本机当前用户可读。")

    def _load(self, persons, *, seed, at):
        with disable_auditlog():
            county, units = make_units(at=at)
            self._report("单位", units)
            try:
                accounts = make_accounts(county, at=at)
            except ValidationError as problem:
                raise CommandError(f"DEMO_PASSWORD 不合要求：{''.join(problem.messages)}") from problem
            self._report("账号", len(accounts))
            users = {account.user.username: account.user for account in accounts}
            clerk, reviewer = users["xianjingban"], users["xianfuhe"]
            for name, make, extra in (
                ("登记", make_persons, {"count": persons}),
                ("来信来访", make_petitions, {}),
                ("需求", make_needs, {}),
                ("证件业务", make_cases, {}),
                ("数据比对", make_comparisons, {}),
                ("台账", make_ledgers, {}),
                ("年度调查", make_surveys, {}),
                ("班子", make_boards, {}),
                ("换届", make_elections, {"reviewer": reviewer}),
                ("专职委员", make_staff, {"reviewer": reviewer}),
                ("达标查验", make_checks, {}),
                ("专职委员考核", make_appraisals, {"reviewer": reviewer}),
                ("补贴", make_benefits, {}),
                ("待遇申请", make_applications, {"count": min(APPLICATIONS, persons // PERSONS_EACH)}),
                ("数据体检", make_health, {}),
                ("年度考核", make_assessments, {"people": users}),
                ("机构变更", make_changes, {"manager": users["xianguanli"]}),
            ):
                self._report(name, make(county, rng=chance(seed, name), at=at, by=clerk, **extra))
                count_rows_for_planner()
        audit.record(
            audit.Event.IMPORT, by=clerk, about=county, reason="装入演示县", persons=persons, seed=seed
        )
        return accounts

    def _report(self, name, number):
        self._tell(f"{name}：{number}，至此 {time.monotonic() - self._began:.1f} 秒。")

    def _tell(self, line):
        self.stdout.write(line)
        self.stdout.flush()
