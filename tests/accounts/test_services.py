import pytest
from django.utils import timezone

from accounts.roles import Role
from accounts.selectors import accounts_of
from accounts.services import AccountRefused, create_user, end_posting, grant_posting, set_active
from core.permissions import Permission
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, UserFactory

NOW = timezone.now()


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, as_manager=True).user


@pytest.fixture
def security_admin(county):
    return PostingFactory(unit=county, role=Role.SECURITY_ADMIN).user


def grant(user, role, unit, by):
    return grant_posting(user, by=by, at=NOW, unit=unit, role=role)


class TestGrantPosting:
    def test_gives_a_role_from_today(self, county, manager):
        user = UserFactory()

        grant(user, Role.COUNTY_CLERK, county, manager)

        assert user.held_postings[0].role == Role.COUNTY_CLERK

    def test_refuses_a_unit_outside_the_actors_scope(self, manager):
        with pytest.raises(AccountRefused, match="管辖范围"):
            grant(UserFactory(), Role.COUNTY_CLERK, CountyFactory(), manager)

    def test_refuses_a_level_at_which_the_role_is_not_held(self, county, manager):
        with pytest.raises(AccountRefused, match="不能设在"):
            grant(UserFactory(), Role.TOWNSHIP_CLERK, county, manager)

    def test_refuses_oneself(self, county, manager):
        with pytest.raises(AccountRefused, match="自己"):
            grant(manager, Role.FINANCE, county, manager)

    def test_refuses_the_same_role_twice(self, county, manager):
        user = PostingFactory(unit=county).user

        with pytest.raises(AccountRefused, match="已有"):
            grant(user, Role.COUNTY_CLERK, county, manager)

    def test_leaves_the_three_administrators_to_the_security_administrator(
        self, county, manager, security_admin
    ):
        with pytest.raises(AccountRefused, match="安全管理员"):
            grant(UserFactory(), Role.AUDIT_ADMIN, county, manager)

        grant(UserFactory(), Role.AUDIT_ADMIN, county, security_admin)

    def test_keeps_administration_and_business_apart(self, county, security_admin):
        clerk = PostingFactory(unit=county).user

        with pytest.raises(AccountRefused, match="专人"):
            grant(clerk, Role.SYSTEM_ADMIN, county, security_admin)

    def test_gives_an_administrator_no_business_role(self, county, manager, security_admin):
        with pytest.raises(AccountRefused, match="三员账号"):
            grant(security_admin, Role.COUNTY_CLERK, county, manager)


class TestEndPosting:
    def test_takes_the_role_away_and_keeps_the_history(self, county, manager):
        posting = PostingFactory(unit=TownshipFactory(parent=county), as_township_clerk=True)
        posting.since = timezone.localdate() - timezone.timedelta(days=30)
        posting.save()

        end_posting(posting, by=manager, at=NOW)

        assert not posting.user.postings.in_force().exists()
        assert posting.user.postings.exists()

    def test_refuses_ones_own(self, manager):
        with pytest.raises(AccountRefused, match="自己"):
            end_posting(manager.held_postings[0], by=manager, at=NOW)


def test_nobody_locks_themselves_out(manager):
    with pytest.raises(AccountRefused, match="自己"):
        set_active(manager, False, by=manager, at=NOW)


class TestANewAccount:
    def test_is_seen_by_the_administrators_of_the_county_that_made_it(self, manager):
        user, _ = create_user(by=manager, at=NOW, username="xin", full_name="新人")

        assert user in accounts_of(manager.scope_of(Permission.ACCOUNT_VIEW))

    def test_is_not_seen_in_another_county(self, manager):
        user, _ = create_user(by=manager, at=NOW, username="xin", full_name="新人")
        other = PostingFactory(as_manager=True).user

        assert user not in accounts_of(other.scope_of(Permission.ACCOUNT_VIEW))
