"""The server's time for each page of a loaded county, asked as its clerk, beside the bare SQL of the page."""

import argparse
import gzip
import json
import statistics
import sys
import time
import urllib.parse
from functools import partial
from importlib import import_module

from measuring import POSTGRES, Databases, Stopwatch, manage, reachable, run_apart, use_django, workshop

SIZES = (40_900, 136_400)
TIMES, CHANGES, WIDTH = 15, 3, 12
GOALS = {"median_ms": 80, "p95_ms": 200, "after_change_ms": 200}
COLUMNS = (
    "median_ms",
    "p95_ms",
    "cpu_ms",
    "after_change_ms",
    "sql_ms",
    "times_sql",
    "queries",
    "kb",
    "sent_kb",
)
ROLE = "county_clerk"
PASSWORD = {"DEMO_PASSWORD": "Zhucan-2026"}


def main():
    """Load counties of the sizes and ask for every page; end with 1 if one is over its budget.

    Without `--persons` it asks the database in use.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, nargs="+", default=(), help="sizes to load, 40900 136400")
    parser.add_argument("--postgres", default=POSTGRES, help="a database of a server that may make others")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    options = parser.parse_args()
    if not options.persons:
        use_django()
        return told(measure())
    servers = {"sqlite": "", "postgresql": reachable(options.postgres)}
    runs = {}
    with workshop("pages") as folder:
        for name, url in servers.items():
            if (url or name == "sqlite") and options.only in (None, name):
                place = folder / name
                place.mkdir()
                runs[name] = measure_sizes(place, url, options.persons)
    return told({"databases": runs})


def told(report):
    """Print the report with its goals as JSON and return the exit code."""
    over = over_budget(report)
    print(json.dumps({"bench": "pages", **report, "over": over}, ensure_ascii=False))
    return 1 if over else 0


def over_budget(report):
    """Return the pages, however deep in the report, that are too slow or ask more as the register grows."""
    found = []
    for key, value in report.items():
        if isinstance(value, dict) and "goals" in value:
            if any(value[name] > goal for name, goal in value["goals"].items()):
                found.append(key)
        elif isinstance(value, dict):
            found += [f"{key}: {name}" for name in over_budget(value)]
    return found


def measure_sizes(folder, url, sizes):
    """Return the figures of each size, with the number of queries that a tenth of the persons takes."""
    databases, found = Databases(folder, url, units=False), {}
    try:
        for persons in sizes:
            tenth, found[persons] = (loaded(databases, count) for count in (persons // 10, persons))
            for name, page in found[persons]["pages"].items():
                page["goals"]["queries"] = tenth["pages"][name]["queries"]
    finally:
        databases.close()
    return found


def loaded(databases, persons):
    """Return the figures of a new demo county with so many persons."""
    with databases.new() as environment:
        environment |= PASSWORD
        manage(environment, "demo", "--persons", str(persons))
        return run_apart("pages.py", environment=environment)


def measure():
    """Return the figures of each page, and how many persons there are."""
    from django.db import connection  # after django.setup()
    from django.test import Client

    from accounts.models import User
    from core.garbage import settle
    from registry.models import Person

    import_module("config.urls")
    settle()  # as the server does, see config/gunicorn.py
    user = User.objects.filter(postings__role=ROLE, must_change_password=False).first()
    user = user or User.objects.filter(postings__role=ROLE).first()
    if user is None:
        sys.exit("数据库里没有县级经办账号，请先运行 manage.py demo。")
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    print(f"{connection.vendor}, {Person.objects.count():,} persons", flush=True)
    print(" ".join(f"{name.removesuffix('_ms'):>{WIDTH}}" for name in COLUMNS), flush=True)
    pages = {}
    for name, url in addresses():
        page = pages[name] = one_page(client, url)
        print(" ".join(f"{page[column]:>{WIDTH}}" for column in COLUMNS), name, flush=True)
    return {"database": connection.vendor, "persons": Person.objects.count(), "pages": pages}


def one_page(client, url):
    """Return median and p95 in milliseconds, queries, size, and the ratio of the page to its bare SQL.

    `cpu_ms` is the mean processor time, `after_change_ms` that of the page after any change, when little is
    remembered; both with that of PostgreSQL's server.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core import freshness

    get = partial(client.get, url, headers={"HX-Request": "true"} if "/panels/" in url else {})
    get()
    stamps, watch = list(freshness.STAMPS), Stopwatch()
    for change in range(CHANGES):
        freshness.STAMPS[:] = [*stamps, lambda change=change: change]
        get()
    fresh, freshness.STAMPS[:] = watch.read()["cpu"] / CHANGES, stamps
    get()
    watch = Stopwatch()
    spent = [timed(get) for _ in range(TIMES)]
    used = watch.read()["cpu"] / TIMES
    with CaptureQueriesContext(connection) as captured:
        response = get()
    queries = len(captured)  # the next request wipes them
    if response.status_code != 200:
        sys.exit(f"{url}: {response.status_code}")
    sql, median = bare(asked_by(get)), statistics.median(spent)
    return {
        "median_ms": round(median),
        "p95_ms": round(sorted(spent)[int(len(spent) * 0.95) - 1]),
        "cpu_ms": round(used * 1000),
        "after_change_ms": round(fresh * 1000),
        "kb": round(len(response.content) / 1024),
        "sent_kb": round(len(gzip.compress(response.content)) / 1024),
        "queries": queries,
        "sql_ms": round(sql),
        "times_sql": round(median / max(sql, 0.1), 1),
        "goals": dict(GOALS),
    }


def timed(get):
    """Return the milliseconds that a page takes by the clock."""
    began = time.perf_counter()
    get()
    return (time.perf_counter() - began) * 1000


def asked_by(get):
    """Return the SELECTs of the page with their parameters."""
    from django.db import connection

    asked = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        get()
    return asked


def bare(queries):
    """Return the median milliseconds that the queries take one after another, with all their rows."""
    from django.db import connection

    spent = []
    for _ in range(5):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for sql, params in queries:
                cursor.execute(sql, params)
                cursor.fetchall()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def addresses():
    """Yield (name, address) of the pages that stand for all: lists, searches, boards, the matrix."""
    from django.urls import reverse

    from assessments.models import Checklist
    from orgs.models import Unit
    from registry.models import Comparison, Person, SurveyRound, SurveyVillage
    from staff.models import StipendRun

    active = Person.objects.active().order_by("pk")
    person = active[min(1000, active.count() // 2)]
    township = Unit.objects.townships().in_tree_order().first()
    people, name = reverse("registry:person_list"), urllib.parse.quote(person.name)
    yield "工作台", reverse("reports:workbench")
    yield "残疾人登记", people
    yield "残疾人登记，第 400 页", f"{people}?page=400"
    yield "残疾人登记，按类别和乡镇", f"{people}?category=4&township={township.code}"
    yield "残疾人登记，按姓", f"{people}?q={urllib.parse.quote(person.name[:1])}"
    yield "残疾人登记，按姓名", f"{people}?q={name}"
    yield "残疾人登记，按证号", f"{people}?q={person.id_number}"
    yield "残疾人登记，按年龄排序", f"{people}?sort=-birth"
    yield "残疾人登记，已过期", f"{people}?card=expired"
    yield "残疾人登记，人户分离", f"{people}?residence=apart"
    yield "一个人", person.get_absolute_url()
    yield "全局搜索", f"{reverse('core:search')}?q={person.pinyin}"
    yield "数据体检", reverse("health:board")
    yield "体检问题", reverse("health:finding_list")
    yield "体检问题，按姓名", f"{reverse('health:finding_list')}?q={name}"
    yield "证件业务", reverse("certificates:case_list")
    yield "到期换领", reverse("certificates:expiry_list")
    yield "一户多残", reverse("certificates:household_list")
    yield "需求", reverse("needs:need_list")
    yield "需求，按姓名", f"{reverse('needs:need_list')}?q={name}"
    yield "项目进度", reverse("needs:project_board")
    yield "台账", reverse("ledgers:board")
    yield "来信来访", reverse("petitions:petition_list")
    yield "导入", reverse("registry:import_list")
    yield "补贴", reverse("benefits:board")
    yield "补贴，领取名单", reverse("benefits:grant_list")
    yield "补贴，领取名单，按姓名", f"{reverse('benefits:grant_list')}?q={name}"
    yield "补贴，核查问题", reverse("benefits:finding_list")
    yield "补贴，统计", reverse("benefits:figures")
    yield "申请", reverse("applications:application_list")
    yield "比对", reverse("comparing:comparison_list")
    yield from started(Comparison.objects.order_by("-pk"), "比对结果", "comparing:comparison_detail")
    yield "比对任务", reverse("comparing:task_list")
    yield "调查", reverse("survey:round_list")
    yield from started(SurveyRound.objects.order_by("-pk"), "调查进度", "survey:board")
    yield from started(SurveyVillage.objects.order_by("-pk"), "村调查名单", "survey:village_detail")
    yield from started(SurveyRound.objects.order_by("-pk"), "调查变更", "survey:change_list")
    yield "机构名录", reverse("orgs:unit_list")
    for place, unit in (("县", township.parent), ("乡镇", township)):
        yield f"一个{place}", unit.get_absolute_url()
        yield f"一个{place}，后到的卡片", reverse("orgs:unit_panels", args=[unit.pk])
    yield "达标矩阵", reverse("assessments:matrix")
    for one in Checklist.objects.order_by("pk"):
        yield f"达标矩阵，{one.name}", f"{reverse('assessments:matrix')}?list={one.code}"
    yield "班子", reverse("boards:board_list")
    yield "班子空缺", reverse("boards:vacancy_list")
    yield "换届进度", reverse("elections:progress")
    yield "专职委员", reverse("staff:member_list")
    yield "岗位与空缺", reverse("staff:post_list")
    yield "应配与实有", reverse("staff:tally_list")
    yield "专职委员提醒", reverse("life:alert_list")
    yield "选聘", reverse("recruiting:recruitment_list")
    yield "人才库", reverse("talents:talent_list")
    yield "培训与覆盖", reverse("staff:training_list")
    yield "补贴发放", reverse("staff:run_list")
    yield from started(StipendRun.objects.order_by("-pk"), "补贴名册", "staff:run_detail")
    yield "我的任务", reverse("core:job_list")


def started(things, name, url_name):
    """Yield (name, address) of the page of the first of the things; nothing if the county has none."""
    from django.urls import reverse

    yield from ((name, reverse(url_name, args=[key])) for key in things.values_list("pk", flat=True)[:1])


if __name__ == "__main__":
    sys.exit(main())
