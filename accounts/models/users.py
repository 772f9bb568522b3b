from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import PERMISSIONS, Role
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import EVERYWHERE, UnitScope, UnitScopedQuerySet


class UserQuerySet(models.QuerySet):
    def within(self, scope):
        """Keep the users who hold a posting in the scope."""
        if scope.everywhere:
            return self
        return self.filter(pk__in=Posting.objects.within(scope).values("user"))


class Users(UserManager.from_queryset(UserQuerySet)):
    """Django's manager of users with the row door."""


class User(AbstractUser):
    """A person who signs in. What they may do, and where, comes only from their postings."""

    class TextSize(models.TextChoices):
        NORMAL = "normal", "标准"
        LARGE = "large", "大字"
        HUGE = "huge", "特大字"

    class Contrast(models.TextChoices):
        NORMAL = "normal", "标准"
        HIGH = "high", "高对比"

    first_name = last_name = None
    full_name = models.CharField("姓名", max_length=50)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    origin = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts_made",
        verbose_name="建立单位",
        help_text="账号还没有任何授权时，由建立单位的管理员管理。",
    )
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    text_size = models.CharField("字号", max_length=10, choices=TextSize, default=TextSize.NORMAL)
    contrast = models.CharField("对比度", max_length=10, choices=Contrast, default=Contrast.NORMAL)

    objects = Users()
    REQUIRED_FIELDS = ("full_name",)

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    def get_absolute_url(self):
        return reverse("accounts:user_detail", args=[self.pk])

    def scope_of(self, permission):
        """Return where this user holds `permission`. Falsy means nowhere."""
        if self.is_superuser:
            return EVERYWHERE
        return UnitScope(paths=frozenset(p.unit.path for p in self.held_postings if p.grants(permission)))

    def holds(self, permission):
        """True if this user holds `permission` anywhere."""
        return bool(self.scope_of(permission))

    def others_with(self, permission, unit):
        """Return the other people who hold `permission` at `unit` today and can sign in, by name."""
        postings = Posting.objects.in_force().filter(
            unit__path__in=[unit.path, *unit.ancestor_paths],
            role__in=[role for role, granted in PERMISSIONS.items() if permission in granted],
        )
        others = User.objects.filter(pk__in=postings.values("user"), is_active=True).exclude(pk=self.pk)
        return list(others.order_by("full_name", "pk"))

    @cached_property
    def held_postings(self):
        """The postings in force today, each with its unit."""
        return list(self.postings.in_force().select_related("unit").order_by("unit__path", "pk"))

    @property
    def home_unit(self):
        """Return the unit of the first posting, which names the user's place; None without one."""
        return self.held_postings[0].unit if self.held_postings else None

    @property
    def password_is_expired(self):
        if self.password_changed_at is None:
            return False
        return timezone.now() - self.password_changed_at > timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)


class PostingQuerySet(UnitScopedQuerySet):
    def in_force(self, on=None):
        """Keep the postings that hold on the day `on` (today if not given)."""
        day = on or timezone.localdate()
        return self.filter(Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Posting(TimeStamped):
    """A user's role at a unit, which counts for that unit and all below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="postings", verbose_name="用户")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=Role)
    since = models.DateField("起始日期", default=timezone.localdate)
    until = models.DateField("终止日期", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "任职授权"
        verbose_name_plural = "任职授权"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(until=None),
                name="posting_once",
                violation_error_message="该用户在此单位已有这个角色。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} · {self.get_role_display()}"

    def grants(self, permission):
        return permission in PERMISSIONS[self.role]


class PasswordRecord(models.Model):
    """A hash that the user has had before, so that the last five are not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "历史密码"
        verbose_name_plural = "历史密码"

    def __str__(self):
        return f"{self.user}（{self.set_at:%Y-%m-%d}）"
