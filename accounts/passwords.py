"""Rules for passwords (domain.md §9.1), each a Django password validator with a Chinese text."""

import re

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

CLASSES = {"小写字母": r"[a-z]", "大写字母": r"[A-Z]", "数字": r"\d", "符号": r"[^A-Za-z0-9]"}
CLASSES_NEEDED = 3


class LengthRule:
    """At least `settings.PASSWORD_MIN_LENGTH` characters."""

    def validate(self, password, user=None):
        if len(password) < settings.PASSWORD_MIN_LENGTH:
            raise ValidationError(
                f"密码至少 {settings.PASSWORD_MIN_LENGTH} 位，现在只有 {len(password)} 位。"
            )

    def get_help_text(self):
        return f"至少 {settings.PASSWORD_MIN_LENGTH} 位"


class CharacterClassRule:
    """Three of the four classes: lower case, upper case, digits, signs."""

    def validate(self, password, user=None):
        present = [name for name, pattern in CLASSES.items() if re.search(pattern, password)]
        if len(present) < CLASSES_NEEDED:
            missing = "、".join(name for name in CLASSES if name not in present)
            raise ValidationError(
                f"密码须含小写字母、大写字母、数字、符号中的三类，还缺：{missing}（任选）。"
            )

    def get_help_text(self):
        return "含小写字母、大写字母、数字、符号中的三类"


class NotMyNameRule:
    """The password does not contain the user's account name or phone number."""

    def validate(self, password, user=None):
        for word in (getattr(user, "username", ""), getattr(user, "phone", "")):
            if len(word) >= 3 and word.lower() in password.lower():
                raise ValidationError("密码不能包含用户名或电话号码。")

    def get_help_text(self):
        return "不含用户名和电话号码"


class NotCommonRule(CommonPasswordValidator):
    """The password is none of the twenty thousand that are tried first."""

    def get_error_message(self):
        return "这个密码太常见，容易被猜中，请换一个。"

    def get_help_text(self):
        return "不是常见密码"


class NotUsedBeforeRule:
    """The password is none of the last `settings.PASSWORD_HISTORY` ones."""

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        old = user.old_passwords.order_by("-pk").values_list("password", flat=True)
        recent = [user.password, *old[: settings.PASSWORD_HISTORY]]
        if any(check_password(password, hashed) for hashed in recent if hashed):
            raise ValidationError(f"不能使用最近 {settings.PASSWORD_HISTORY} 次用过的密码。")

    def get_help_text(self):
        return f"不同于最近 {settings.PASSWORD_HISTORY} 次用过的密码"
