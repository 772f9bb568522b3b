"""`manage.py demo` as it is typed, with 600 persons. Loaded once for all tests here, and taken out again."""

import csv
import io
from collections import Counter
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Event
from accounts.demo import CAST
from accounts.models import AuditEntry, Posting, User
from accounts.roles import Role
from assessments.models import Appeal, PastTier, Pledge, Result, Sheet, TieDecision
from orgs.demo import FILE
from orgs.models import Unit
from registry.choices import Category
from registry.demo.numbers import check_digit
from registry.models import Person
from staff.models import Appointment, Post, StipendRun
from tests.reports.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")
PERSONS = 600
SHARES = {"视力": 12, "听力": 9, "言语": 3, "肢体": 58, "智力": 8, "精神": 7, "多重": 3}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the command said and where it wrote the accounts. Emptying the tables undoes it."""
    said, folder = io.StringIO(), tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(VAR_DIR=folder, DEMO_PASSWORD=""),
        time_machine.travel(TODAY, tick=False),
    ):
        call_command("demo", persons=PERSONS, stdout=said)
    yield SimpleNamespace(said=said.getvalue(), accounts=folder / "demo-accounts.txt")
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def passwords(demo):
    """The passwords of the accounts file by user name; its last line is advice."""
    lines = demo.accounts.read_text(encoding="utf-8").splitlines()
    return dict(line.split()[:2] for line in lines[:-1])


@pytest.fixture(scope="module")
def units_in_file():
    with FILE.open(encoding="utf-8-sig") as file:
        return Counter(row["类型"] for row in csv.DictReader(file))


@pytest.mark.usefixtures("demo")
class TestUnits:
    def test_are_those_of_the_file(self, units_in_file):
        units = Unit.objects.current().exclude(level=Unit.Level.CITY)

        found = Counter(unit.get_kind_display() for unit in units)

        assert found == units_in_file

    def test_are_28_townships_with_316_villages_and_communities(self):
        assert Unit.objects.townships().count() == 28
        assert Unit.objects.current().grassroots().count() == 316

    def test_lie_under_the_city(self):
        assert Unit.objects.get(parent=None).name == "白银市"
        assert Unit.objects.get(level=Unit.Level.COUNTY).parent.code == "620400"


@pytest.mark.usefixtures("demo")
class TestPersons:
    def test_are_as_many_as_asked_for(self):
        assert Person.objects.count() == PERSONS

    def test_live_in_villages_and_communities_of_every_township(self):
        units = Unit.objects.filter(pk__in=Person.objects.values("unit"))

        assert units.grassroots().count() == units.count()
        assert units.values("parent").distinct().count() == 28

    def test_have_categories_in_the_shares_of_the_county(self):
        found = Counter(Person.objects.values_list("category", flat=True))
        shares = {Category(code).label: number * 100 / PERSONS for code, number in found.items()}

        assert shares == pytest.approx(SHARES, abs=6)

    def test_are_severely_disabled_for_a_good_quarter(self):
        assert Person.objects.severe().count() / PERSONS == pytest.approx(0.274, abs=0.06)

    def test_live_on_dibao_for_a_quarter(self):
        assert Person.objects.filter(subsistence="dibao").count() / PERSONS == pytest.approx(0.25, abs=0.06)

    def test_have_valid_numbers_each_their_own(self):
        numbers = [person.id_number for person in Person.objects.all()]

        assert all(number[:6] == "620499" and check_digit(number[:17]) == number[17] for number in numbers)
        assert len(set(numbers)) == PERSONS

    def test_share_a_name_in_some_village(self):
        names = Counter(Person.objects.values_list("unit", "name"))

        assert max(names.values()) > 1

    def test_hold_certificates_some_of_which_have_run_out(self):
        today = timezone.localdate()

        assert 0 < Person.objects.card_expired(today).count() < PERSONS / 10
        assert not Person.objects.filter(card_state="").exists()

    def test_have_left_the_register_in_some_cases(self):
        assert 0 < Person.objects.archived().count() < PERSONS / 20


@pytest.mark.usefixtures("demo")
class TestStaff:
    def test_hold_most_posts_and_leave_some_vacant(self):
        posts = Post.objects.count()
        held = Appointment.objects.filter(until=None).values("post").distinct().count()

        assert posts >= 28 + 316
        assert 0.9 < held / posts < 1

    def test_have_been_paid(self):
        assert StipendRun.objects.exists()


class TestAccounts:
    def test_are_one_for_each_role_and_a_second_county_clerk(self, demo):
        assert Counter(Posting.objects.values_list("role", flat=True)) == Counter([*Role, Role.COUNTY_CLERK])

    def test_are_told_once_and_kept_for_the_owner_of_the_machine(self, demo):
        text = demo.accounts.read_text(encoding="utf-8")

        assert text in demo.said
        assert demo.accounts.stat().st_mode & 0o777 == 0o600

    def test_have_the_passwords_of_the_file(self, passwords):
        users = User.objects.order_by("username")

        assert [user.username for user in users] == sorted(passwords)
        assert all(user.check_password(passwords[user.username]) for user in users)

    @pytest.mark.parametrize("username", [entry[0] for entry in CAST])
    def test_have_passwords_that_obey_the_rules(self, passwords, username):
        validate_password(passwords[username], User(username=username))

    def test_let_the_county_clerk_in_to_choose_a_password(self, passwords, client):
        answers = {"username": "xianjingban", "password": passwords["xianjingban"]}

        client.post(reverse("accounts:sign_in"), answers)

        assert client.get(reverse("reports:workbench")).url == reverse("accounts:password_change")


@pytest.mark.usefixtures("demo")
class TestTheAuditLog:
    def test_has_one_entry_for_the_whole_load_and_those_of_steps_taken_one_by_one(self):
        entry = AuditEntry.objects.get(event=Event.IMPORT)

        assert entry.additional_data["persons"] == PERSONS
        assert AuditEntry.objects.count() < PERSONS / 3


class TestASecondRun:
    def test_is_refused_and_says_that_nothing_is_deleted(self, demo):
        with pytest.raises(CommandError, match="本命令从不删除数据"):
            call_command("demo", persons=1)

        assert Person.objects.count() == PERSONS


@pytest.mark.usefixtures("demo", "db")
class TestYears:
    def test_last_year_is_final_with_an_appeal_upheld_and_a_quota_of_equal_points_decided(self):
        results = Result.objects.filter(sheet__round__year=TODAY.year - 1)
        excellent = results.filter(sheet__round__subject="township", grade="优秀")

        assert results.count() == 28 + 316
        assert excellent.count() == 8  # 30 % of 28, rounded down
        assert Appeal.objects.get().points_after == Appeal.objects.get().claimed
        assert len(TieDecision.objects.get().equal) == 2

    def test_some_villages_moved_up_a_tier_and_some_down(self):
        order = ["标兵", "先进", "达标", "偏弱", "薄弱"]
        before = dict(PastTier.objects.filter(subject="grassroots").values_list("unit", "tier"))
        now = Result.objects.filter(sheet__round__subject="grassroots").values_list("sheet__unit", "tier")

        moves = Counter(order.index(before[unit]) - order.index(tier) for unit, tier in now)

        assert moves[1] >= 3
        assert moves[-1] >= 3

    def test_this_year_most_pledges_are_signed_and_most_units_have_scored_themselves(self):
        sheets = Sheet.objects.filter(round__year=TODAY.year)

        assert Pledge.objects.exclude(signed_on=None).count() == 26
        assert 0.5 < sheets.exclude(self_at=None).count() / sheets.count() < 0.7

    def test_whoever_tries_it_finds_their_own_sheet_still_to_be_filled(self):
        mine = User.objects.get(username="xiangzhen").home_unit

        assert not Sheet.objects.filter(round__year=TODAY.year, unit__path__startswith=mine.path).exclude(
            self_at=None
        )
