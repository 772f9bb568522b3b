"""The way of a run as people see it: its steps with who and when, and what the user may do next."""

from dataclasses import dataclass, field, replace

from django.utils import timezone

from core.permissions import Permission
from staff.choices import OPEN_STATES, Outcome, RunAct, RunState

EDIT, APPROVE, EXPORT = Permission.STIPEND_EDIT, Permission.STIPEND_APPROVE, Permission.STIPEND_EXPORT
DONE_BY_STATE = {  # the states in which a step is the present one
    "make": {RunState.DRAFT},
    "confirm": {RunState.CONFIRMING},
    "review": set(),
    "approve": {RunState.REVIEWED},
    "notice": {RunState.LOCKED, RunState.NOTICE},
    "export": {RunState.READY},
    "return": {RunState.EXPORTED},
    "close": {RunState.RETURNED},
}
LABELS = {
    "make": "造册", "confirm": "乡镇确认", "review": "县级复核", "approve": "终审", "notice": "公示",
    "export": "送银行", "return": "回盘", "close": "办结",
}  # fmt: skip
BACK = {  # the action by which a roll is computed anew, the nearest first, and what is said of it
    "make": "改正后先重新造册，再送乡镇确认。",
    "refresh": "改正后先按现在的账号更新，再由另一人复核。",
    "send_back": "改正后退回重造；现在复核通不过。",
}
ACTS = {
    "make": RunAct.MAKE, "review": RunAct.REVIEW, "approve": RunAct.APPROVE, "notice": RunAct.NOTICE,
    "export": RunAct.EXPORT, "return": RunAct.RETURN, "close": RunAct.CLOSE,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the stepper; `told` says who and when, or what is waited for."""

    label: str
    told: str = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class Action:
    """Something the user may do now: a button (POST at once), or a page where more is asked."""

    key: str
    label: str
    is_primary: bool = False
    asks: bool = False


@dataclass
class Way:
    """The steps of a run and the actions of a user."""

    steps: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    hint: str = ""

    @property
    def primary(self):
        return next((action for action in self.actions if action.is_primary), None)

    @property
    def others(self):
        return [action for action in self.actions if not action.is_primary]


def way_of(run, user, entries, parts, *, again=""):
    """Return the `Way` of a run for a user.

    :param entries: its `RunEntry`s, oldest first; :param parts: its `RunTownship`s.
    :param again: why the roll has to be computed anew before it goes on; then that is the main action.
    """
    way = Way(_steps(run, entries, parts))
    if run.state != RunState.CANCELLED:
        way.actions, way.hint = _actions(run, user, parts)
    if again and way.actions:
        _turn_back(way, again)
    return way


def _turn_back(way, again):
    """Make computing anew the main action: whatever else is done now is done a second time afterwards."""
    for key, what in BACK.items():
        if any(action.key == key for action in way.actions):
            way.actions = [replace(one, is_primary=one.key == key) for one in way.actions]
            way.actions.sort(key=lambda one: not one.is_primary)
            way.hint = f"{again}，{what}"
            return


def _steps(run, entries, parts):
    keys = ["make", "confirm", "review", "approve", "notice", "export", "return", "close"]
    if run.is_follow_up:
        keys = [key for key in keys if key not in ("confirm", "notice")]
    if not run.needs_second and run.state not in (*OPEN_STATES, RunState.REVIEWED):
        keys.remove("approve")
    last = {}
    for entry in entries:
        last[entry.act] = entry
        if entry.act == RunAct.SEND_BACK:
            last = {RunAct.MAKE: last.get(RunAct.MAKE)}
    present = _present(run, keys, parts)
    place = keys.index(present) if present else len(keys)
    return [
        Step(LABELS[key], _told(key, run, last, parts), done=number < place, current=number == place)
        for number, key in enumerate(keys)
    ]


def _present(run, keys, parts):
    if run.is_closed or run.state == RunState.CANCELLED:
        return None
    if run.state == RunState.DRAFT and run.is_follow_up:
        return "review"
    if run.state == RunState.DRAFT:
        return "confirm"
    if run.state == RunState.CONFIRMING and all(part.confirmed_at for part in parts):
        return "review"
    if run.state == RunState.LOCKED and run.is_follow_up:
        return "export"
    return next(key for key in keys if run.state in DONE_BY_STATE[key])


def _told(key, run, last, parts):
    if key == "confirm":
        ready = sum(part.confirmed_at is not None for part in parts)
        return f"{ready} / {len(parts)} 个乡镇" if parts else ""
    if key == "notice" and run.notice_until:
        return f"{_day(run.notice_from)} 至 {_day(run.notice_until)}"
    entry = last.get(ACTS.get(key))
    if not entry:
        return ""
    at = timezone.localtime(entry.at)
    return f"{entry.by} {_day(at)} {at:%H:%M}"


def _day(day):
    return f"{day.month}月{day.day}日"


def _actions(run, user, parts):
    """Return (actions, hint): what the user may do in this state, and why the main one is not there."""

    def may(permission):
        return user.scope_of(permission).covers(run.unit)

    find = {
        RunState.DRAFT: _draft,
        RunState.CONFIRMING: _confirming,
        RunState.REVIEWED: _reviewed,
        RunState.LOCKED: _locked,
        RunState.NOTICE: _notice,
        RunState.READY: _ready,
        RunState.EXPORTED: _exported,
        RunState.RETURNED: _returned,
        RunState.CLOSED: _closed,
    }[run.state]
    return find(run, user, may, parts)


def _draft(run, user, may, parts):
    if not may(EDIT):
        return [], "县里正在造册。"
    cancel = Action("cancel", "作废", asks=True)
    if not run.is_follow_up:
        return [Action("open", "送乡镇确认", True), Action("make", "重新造册"), cancel], ""
    again = Action("refresh", "按现在的账号更新")
    if run.made_by_id == user.pk:
        return [again, cancel], "名册由您造册，须由另一人复核。"
    return [Action("review", "复核通过", True), again, cancel], ""


def _confirming(run, user, may, parts):
    if not may(EDIT):
        return [], ""
    back = Action("send_back", "退回重造", asks=True)
    waiting = sum(part.confirmed_at is None for part in parts)
    if waiting:
        return [back], f"还有 {waiting} 个乡镇（街道）没有确认。"
    if run.made_by_id == user.pk:
        return [back], "名册由您造册，须由另一人复核。"
    return [Action("review", "复核通过", True), back], ""


def _reviewed(run, user, may, parts):
    if not may(APPROVE):
        return ([Action("send_back", "退回重造", asks=True)] if may(EDIT) else []), "合计超过限额，等待终审。"
    back = Action("send_back", "退回重造", asks=True)
    if user.pk in (run.made_by_id, run.reviewed_by_id):
        return [back], "您已造册或复核，须由第三人终审。"
    return [Action("approve", "终审通过", True), back], ""


def _locked(run, user, may, parts):
    back = [Action("send_back", "退回重造", asks=True)] if may(EDIT) else []
    if run.is_follow_up:
        if may(EXPORT):
            return [Action("export", "导出银行文件", True, asks=True), *back], ""
        return back, "等待财政或县级管理导出银行文件。"
    return ([Action("notice", "开始公示", True), *back], "") if may(EDIT) else ([], "等待公示。")


def _notice(run, user, may, parts):
    if not may(EDIT):
        return [], f"公示到 {run.notice_until:%Y-%m-%d} 为止。"
    back = Action("send_back", "退回重造", asks=True)
    if timezone.localdate() <= run.notice_until:
        return [back], f"公示到 {run.notice_until:%Y-%m-%d} 为止，期满后才能送银行。"
    return [Action("notice_over", "公示期满，无异议", True), back], ""


def _ready(run, user, may, parts):
    back = [Action("send_back", "退回重造", asks=True)] if may(EDIT) else []
    if not run.amount:
        return ([Action("close", "办结", True), *back] if may(EDIT) else []), "本期没有要发放的金额。"
    if may(EXPORT):
        return [Action("export", "导出银行文件", True, asks=True), *back], ""
    return back, "等待财政或县级管理导出银行文件。"


def _exported(run, user, may, parts):
    if not may(EXPORT):
        return [], "银行文件已导出，等待回盘。"
    return [Action("return", "读入银行回盘", True, asks=True), Action("export", "再次导出", asks=True)], ""


def _returned(run, user, may, parts):
    if not may(EDIT):
        return [], ""
    if run.lines.filter(outcome=Outcome.FAILED).exists():
        return [Action("follow_up", "退回的重新发放", True)], ""
    open_ones = [one for one in run.follow_ups.standing() if not one.is_closed]
    if open_ones:
        return [], f"{open_ones[0].period}办结后才能办结本名册。"
    return [Action("close", "办结", True)], ""


def _closed(run, user, may, parts):
    return ([Action("reopen", "重新打开", asks=True)] if may(APPROVE) else []), ""
