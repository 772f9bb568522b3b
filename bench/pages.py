"""The server's time for each page of the loaded county, asked as its clerk, and the number of queries."""

import json
import os
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
TIMES = 15
GOAL_MEDIAN_MS, GOAL_P95_MS = 80, 200
ROLE = "county_clerk"


def main():
    """Ask for every page fifteen times and print median and p95; end with 1 if a page is over its budget."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    report = {"bench": "pages", "goal_median_ms": GOAL_MEDIAN_MS, "goal_p95_ms": GOAL_P95_MS, **measure()}
    slow = [name for name, page in report["pages"].items() if page["p95_ms"] > GOAL_P95_MS]
    report["over_p95"] = slow
    print(json.dumps(report, ensure_ascii=False))
    return 1 if slow else 0


def measure():
    """Return the figures of each page, and how many persons there were."""
    from django.db import connection  # after django.setup()
    from django.test import Client

    from accounts.models import User
    from registry.models import Person

    user = User.objects.filter(postings__role=ROLE, must_change_password=False).first()
    user = user or User.objects.filter(postings__role=ROLE).first()
    if user is None:
        sys.exit("数据库里没有县级经办账号，请先运行 manage.py demo。")
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    pages = {}
    for name, url in addresses():
        client.get(url)
        spent = sorted(_one(client, url) for _ in range(TIMES))
        pages[name] = {
            "median_ms": round(statistics.median(spent)),
            "p95_ms": round(spent[int(len(spent) * 0.95) - 1]),
            "kb": round(len(client.get(url).content) / 1024),
            "queries": _queries(client, url, connection),
        }
        one = pages[name]
        print(f"{one['median_ms']:>6} ms  {one['p95_ms']:>6} ms  {one['queries']:>3}  {name}")
    return {"database": connection.vendor, "persons": Person.objects.count(), "pages": pages}


def addresses():
    """Yield (name, address) of the pages that stand for all: lists, searches, dashboards, the matrix."""
    from django.urls import reverse

    from orgs.models import Unit
    from registry.models import Person

    person = Person.objects.active().order_by("pk")[1000]
    township = Unit.objects.townships().in_tree_order().first()
    people = reverse("registry:person_list")
    yield "工作台", reverse("reports:workbench")
    yield "残疾人登记", people
    yield "残疾人登记，第 400 页", f"{people}?page=400"
    yield "残疾人登记，按类别和乡镇", f"{people}?category=4&township={township.code}"
    yield "残疾人登记，按姓名", f"{people}?q={person.name[:1]}"
    yield "残疾人登记，按证号", f"{people}?q={person.id_number}"
    yield "残疾人登记，按年龄排序", f"{people}?sort=-birth"
    yield "残疾人登记，已过期", f"{people}?card=expired"
    yield "残疾人登记，人户分离", f"{people}?residence=apart"
    yield "证件业务", reverse("certificates:case_list")
    yield "到期换领", reverse("certificates:expiry_list")
    yield "一户多残", reverse("certificates:household_list")
    yield "一个人", person.get_absolute_url()
    yield "全局搜索", f"{reverse('core:search')}?q={person.pinyin}"
    yield "机构名录", reverse("orgs:unit_list")
    yield "一个乡镇", township.get_absolute_url()
    yield "达标矩阵", reverse("assessments:matrix")
    yield "我的任务", reverse("core:job_list")


def _one(client, url):
    began = time.perf_counter()
    response = client.get(url)
    spent = (time.perf_counter() - began) * 1000
    if response.status_code != 200:
        sys.exit(f"{url}: {response.status_code}")
    return spent


def _queries(client, url, connection):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


if __name__ == "__main__":
    sys.exit(main())
