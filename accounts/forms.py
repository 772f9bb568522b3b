from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm

from accounts.models import AuditEntry, User
from accounts.roles import Role
from core.fields import DayField
from orgs.models import Unit


class SignInForm(AuthenticationForm):
    """Account name and password; the messages say what to do next."""

    error_messages = {
        "invalid_login": "用户名或密码不对，请重新输入。连续输错 5 次，账号会锁定 30 分钟。",
        "inactive": "该账号已停用，请联系县残联管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-private": True}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-private": True}),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-private": True}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        rules = password_validation.password_validators_help_texts()
        self.fields["new"].help_text = "；".join(str(rule).rstrip("。") for rule in rules) + "。"

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对。")
        return self.cleaned_data["old"]

    def clean_new(self):
        password_validation.validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self):
        values = super().clean()
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", "两次输入的新密码不一样。")
        return values


class UserForm(forms.ModelForm):
    """Name and phone; the account name only when the account is made."""

    class Meta:
        model = User
        fields = ("username", "full_name", "phone")
        labels = {"username": "用户名"}
        help_texts = {"username": "登录时输入，建好后不能改；用字母和数字，如 xiangzhen01。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["username"]


class PostingForm(forms.Form):
    """A role at a unit of the actor's scope."""

    role = forms.ChoiceField(label="角色", choices=Role.choices)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())
    until = forms.DateField(label="终止日期", required=False, help_text="留空表示长期有效。")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = Unit.place_name.fget


class UserFilter(forms.Form):
    """The filters above the list of accounts."""

    q = forms.CharField(label="姓名或用户名", required=False)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    active = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("yes", "启用"), ("no", "停用")]
    )

    def apply(self, users):
        """Return the accounts that fit; nonsense is ignored."""
        self.is_valid()
        values = self.cleaned_data
        if text := values.get("q", "").strip():
            users = users.filter(full_name__contains=text) | users.filter(username__icontains=text)
        if role := values.get("role"):
            users = users.filter(postings__role=role).distinct()
        if active := values.get("active"):
            users = users.filter(is_active=active == "yes")
        return users


class AuditFilter(forms.Form):
    """The filters above the audit log."""

    q = forms.CharField(label="对象、页面或事由", required=False)
    actor = forms.CharField(label="用户", required=False)
    event = forms.ChoiceField(label="事件", required=False, choices=[("", "全部"), *AuditEntry.Event.choices])
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)

    def apply(self, entries):
        """Return the entries that fit; nonsense is ignored."""
        self.is_valid()
        values = self.cleaned_data
        if text := values.get("q", "").strip():
            entries = (
                entries.filter(object_repr__contains=text)
                | entries.filter(page__contains=text)
                | entries.filter(reason__contains=text)
            )
        if actor := values.get("actor", "").strip():
            entries = entries.filter(actor__full_name__contains=actor) | entries.filter(
                actor__username__icontains=actor
            )
        if event := values.get("event"):
            entries = entries.filter(event=event)
        if since := values.get("since"):
            entries = entries.filter(timestamp__date__gte=since)
        if until := values.get("until"):
            entries = entries.filter(timestamp__date__lte=until)
        return entries
