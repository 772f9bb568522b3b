from collections import Counter

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.demo import accounts_file, make_accounts, write_accounts_file
from accounts.models import User
from accounts.roles import Role, levels_of
from tests.factories import CityFactory, CountyFactory, TownshipFactory, VillageFactory

FITTING = "Ceshi-2026-mima"


@pytest.fixture
def county():
    county = CountyFactory(parent=CityFactory(name="白银市"), name="会宁县")
    VillageFactory(parent=TownshipFactory(parent=county, name="会师镇"), name="南什村")
    VillageFactory(parent=TownshipFactory(parent=county, name="郭城驿镇"))
    return county


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.DEMO_PASSWORD = ""


@pytest.fixture
def make(county):
    return lambda: make_accounts(county, at=timezone.now())


class TestMakeAccounts:
    def test_makes_one_for_each_role_and_a_second_county_clerk_who_checks(self, make):
        roles = Counter(account.role for account in make())

        assert set(roles) == set(Role)
        assert roles - Counter(Role) == {Role.COUNTY_CLERK: 1}

    def test_puts_each_where_the_role_is_held(self, make):
        assert all(account.unit.level in levels_of(account.role) for account in make())

    def test_puts_the_township_and_the_village_into_one_township(self, make):
        units = {account.role: account.unit for account in make()}

        assert units[Role.TOWNSHIP_CLERK].name == "会师镇"
        assert units[Role.VILLAGE_MEMBER].parent == units[Role.TOWNSHIP_CLERK]

    def test_gives_passwords_that_obey_the_rules_and_differ(self, make):
        accounts = make()
        newcomers = [User(username=account.user.username) for account in accounts]

        for account, newcomer in zip(accounts, newcomers, strict=True):
            validate_password(account.password, newcomer)
        assert len({account.password for account in accounts}) == len(accounts)

    def test_gives_other_passwords_each_time(self, make, county):
        first = make()[0].password
        User.objects.all().delete()

        assert make()[0].password != first

    def test_leads_who_signs_in_to_choosing_a_password(self, make, client):
        account = make()[4]

        client.post(
            reverse("accounts:sign_in"), {"username": account.user.username, "password": account.password}
        )

        assert client.get("/").url == reverse("accounts:password_change")


class TestDemoPassword:
    def test_is_everybodys_and_need_not_be_changed(self, make, settings):
        settings.DEMO_PASSWORD = FITTING

        accounts = make()

        assert all(account.user.check_password(FITTING) for account in accounts)
        assert not any(account.user.must_change_password for account in accounts)

    def test_must_obey_the_rules(self, make, settings):
        settings.DEMO_PASSWORD = "weak"

        with pytest.raises(ValidationError, match="至少 8 位"):
            make()


class TestWriteAccountsFile:
    def test_tells_user_name_password_role_and_unit(self, make):
        accounts = make()

        text = write_accounts_file(accounts).read_text(encoding="utf-8")

        *told, advice = text.splitlines()
        assert "首次登录时须修改密码" in advice
        assert [line.split() for line in told] == [
            [account.user.username, account.password, f"{account.role.label}（{account.unit.name}）"]
            for account in accounts
        ]

    def test_writes_for_its_owner_only(self, make):
        path = write_accounts_file(make())

        assert path == accounts_file()
        assert path.stat().st_mode & 0o777 == 0o600

    def test_tightens_a_file_that_was_open_to_all(self, make):
        accounts_file().parent.mkdir()
        accounts_file().write_text("old")
        accounts_file().chmod(0o644)

        write_accounts_file(make())

        assert accounts_file().stat().st_mode & 0o777 == 0o600
        assert "old" not in accounts_file().read_text(encoding="utf-8")
