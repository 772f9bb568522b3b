"""One account per role for the demo county, and the file that tells their first passwords."""

import os
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from accounts.services import create_user, random_password
from orgs.models import Unit

TOWN = "会师镇"
FILE_NAME = "demo-accounts.txt"
MUST_CHANGE = "首次登录时须修改密码；以 DEMO_PASSWORD 设定密码则不必。"
CAST = (  # user name, invented full name, role, where
    ("xitong", "石文涛", Role.SYSTEM_ADMIN, "county"),
    ("anquan", "蔺晓燕", Role.SECURITY_ADMIN, "county"),
    ("shenji", "柴立新", Role.AUDIT_ADMIN, "county"),
    ("xianguanli", "马国栋", Role.COUNTY_MANAGER, "county"),
    ("xianjingban", "王雪梅", Role.COUNTY_CLERK, "county"),
    ("xianfuhe", "祁建军", Role.COUNTY_CLERK, "county"),  # who makes a payroll does not check it
    ("xiangzhen", "杨丽娟", Role.TOWNSHIP_CLERK, "township"),
    ("cun", "张永福", Role.VILLAGE_MEMBER, "village"),
    ("lingdao", "周正清", Role.LEADER, "county"),
    ("caizheng", "董慧芳", Role.FINANCE, "county"),
    ("shi", "侯志远", Role.CITY_VIEWER, "city"),
)


@dataclass(frozen=True)
class Account:
    """An account with its first password in clear, to be told to whoever tries the demo."""

    user: User
    password: str
    role: Role
    unit: Unit

    @property
    def line(self):
        """Return user name, password, role and unit as one line in columns."""
        return f"{self.user.username:<12}  {self.password}    {self.role.label}（{self.unit.name}）"


def accounts_file():
    """Return the path of the file that keeps the demo accounts, whether it exists or not."""
    return settings.VAR_DIR / FILE_NAME


def make_accounts(county, *, at):
    """Create an account per role, and a second county clerk, and return them as `Account`s.

    Passwords are random and must be changed at the first sign-in. With `settings.DEMO_PASSWORD` all have
    that one and need not change it, so that tours and tests can go straight in.

    :raises django.core.exceptions.ValidationError: that password breaks the rules for passwords.
    """
    given = settings.DEMO_PASSWORD
    if given:
        validate_password(given)
    township = Unit.objects.below(county).current().townships().filter(name=TOWN).in_tree_order().first()
    village = Unit.objects.below(township).current().grassroots().in_tree_order().first()
    places = {"city": county.parent, "county": county, "township": township, "village": village}
    return [_account(entry, places, password=given, at=at) for entry in CAST]


def told_about(accounts):
    """Return the lines that a newcomer needs: one for each account, and what awaits them at the door."""
    must_change = any(account.user.must_change_password for account in accounts)
    return [*(account.line for account in accounts), *([MUST_CHANGE] if must_change else [])]


def write_accounts_file(accounts):
    """Write the accounts to `accounts_file()`, readable by its owner only, and return the path."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)  # it may have been there already
        file.writelines(f"{line}\n" for line in told_about(accounts))
    return path


def _account(entry, places, *, password, at):
    username, full_name, role, where = entry
    user, password = create_user(
        by=None, at=at, username=username, full_name=full_name, password=password or random_password()
    )
    if settings.DEMO_PASSWORD:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    Posting.objects.create(user=user, unit=places[where], role=role, since=timezone.localdate(at))
    return Account(user, password, role, places[where])
