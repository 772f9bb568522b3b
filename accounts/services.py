"""Writing accounts: creating, postings, passwords, unlocking. Audited by the registered models."""

import secrets
from datetime import timedelta

from axes.utils import reset as axes_reset
from django.db import transaction
from django.utils import timezone

from accounts.models import PasswordRecord, Posting, User
from accounts.roles import ADMINISTRATORS, Role, levels_of
from core.permissions import Permission

# Without the look-alikes 0 O o 1 l I, because the first password is read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
ONE_DAY = timedelta(days=1)


class AccountRefused(Exception):
    """The account cannot be changed so; the message is fit to show to the user."""


def random_password():
    """Return a random password of 12 signs in three classes that can be read aloud: Kmtp-7xqa-3RvH."""
    classes = (CAPITALS, LETTERS, LETTERS, DIGITS)
    groups = ["".join(secrets.choice(signs) for signs in classes) for _ in range(3)]
    return "-".join(groups)


@transaction.atomic
def create_user(*, by, at, username, full_name, phone="", password=None):
    """Create an account without any role and return (user, first password), to be changed at once."""
    password = password or random_password()
    user = User(username=username, full_name=full_name, phone=phone, must_change_password=True)
    user.origin = by.home_unit if by is not None else None
    user.set_password(password)
    user.password_changed_at = at
    user.save()
    return user, password


@transaction.atomic
def update_user(user, *, by, at, full_name, phone):
    """Write the name and phone of an account and return it."""
    user.full_name, user.phone = full_name, phone
    user.save()
    return user


@transaction.atomic
def reset_password(user, *, by, at):
    """Give the account a new random password, to be changed at the next sign-in; return it.

    :raises AccountRefused: one's own password is changed on one's own page.
    """
    if user == by:
        raise AccountRefused("自己的密码请在“修改密码”页更改。")
    password = random_password()
    _set_password(user, password, at=at, must_change=True)
    return password


@transaction.atomic
def change_password(user, password, *, by, at):
    """Set the password that the user has chosen; the form has checked it against the rules."""
    _set_password(user, password, at=at, must_change=False)
    return user


@transaction.atomic
def set_active(user, active, *, by, at):
    """Stop or allow again the signing-in of an account.

    :raises AccountRefused: nobody locks themselves out.
    """
    if user == by:
        raise AccountRefused("不能停用自己的账号。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


def unlock(user, *, by, at):
    """Forget the failed sign-ins of an account that locked it."""
    axes_reset(username=user.username)


@transaction.atomic
def grant_posting(user, *, by, at, unit, role, until=None):
    """Give the user a role at a unit and return the posting.

    :raises AccountRefused: outside the actor's scope, at a level where the role is not held, or for oneself;
        the three administrators' roles are granted only by a security administrator, and never together
        with business roles (三员分立, domain.md §9.1).
    """
    if user == by:
        raise AccountRefused("不能给自己授权。")
    if not by.scope_of(Permission.POSTING_EDIT).covers(unit):
        raise AccountRefused("该单位不在您的管辖范围内。")
    if unit.level not in levels_of(role):
        raise AccountRefused(f"“{Role(role).label}”不能设在{unit.get_level_display()}一级。")
    _keep_powers_apart(user, role, by=by)
    if user.postings.in_force(timezone.localdate(at)).filter(unit=unit, role=role).exists():
        raise AccountRefused("该用户在此单位已有这个角色。")
    return Posting.objects.create(user=user, unit=unit, role=role, since=timezone.localdate(at), until=until)


@transaction.atomic
def end_posting(posting, *, by, at):
    """End a posting as of now; it stays in the history.

    :raises AccountRefused: outside the actor's scope, or the actor's own.
    """
    if posting.user == by:
        raise AccountRefused("不能收回自己的授权。")
    if not by.scope_of(Permission.POSTING_EDIT).covers(posting.unit):
        raise AccountRefused("该单位不在您的管辖范围内。")
    if posting.role in ADMINISTRATORS and not _is_security_admin(by):
        raise AccountRefused("三员角色只能由安全管理员收回。")
    if posting.since >= timezone.localdate(at):
        posting.delete()  # granted today by mistake: the audit log keeps both
        return None
    posting.until = timezone.localdate(at) - ONE_DAY
    posting.save()
    return posting


def _keep_powers_apart(user, role, *, by):
    held = set(user.postings.in_force().values_list("role", flat=True))
    if role in ADMINISTRATORS:
        if not _is_security_admin(by):
            raise AccountRefused("三员角色只能由安全管理员授予。")
        if held - {role}:
            raise AccountRefused("三员须专人担任，不能与其他角色合并在一个账号。")
    elif held & ADMINISTRATORS:
        raise AccountRefused("三员账号不能再授予业务角色。")


def _is_security_admin(user):
    return user.is_superuser or any(p.role == Role.SECURITY_ADMIN for p in user.held_postings)


def _set_password(user, password, *, at, must_change):
    if user.password:
        PasswordRecord.objects.create(user=user, password=user.password, set_at=at)
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = at
    user.save()
