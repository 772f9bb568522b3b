"""Why somebody is not entitled, in words."""

from registry.benefits.choices import Circumstances

PLAIN = {
    "no_card": "没有残疾人证",
    "no_tier": "类别、等级或家庭情况不符合任何一档标准",
    "no_standard": "本县该月没有执行中的标准",
    "higher": "同组中另一种补贴金额更高，择高享受",
    "household": "同户由他人名下享受",
    "not_applied": "当时尚未申请，自申请当月计发",
}
DATED = {
    "death": "于{day}死亡，次月起停发",
    "moved_out": "于{day}迁出，次月起停发",
    "gone": "于{day}退出登记，次月起停发",
    "expiry": "残疾人证于{day}到期，次月起停发",
    "card_later": "残疾人证自{day}起才有效",
    "frozen": "残疾人证自{day}冻结，次月起停发",
    "cancelled": "残疾人证自{day}注销，次月起停发",
    "prison": "自{day}服刑，次月起停发",
    "tekun": "自{day}纳入特困供养，次月起不再享受",
    "injury": "自{day}领取工伤护理费，次月起不再享受",
}
UNDATED = {
    "frozen": "残疾人证冻结",
    "cancelled": "残疾人证注销",
    "prison": "正在服刑",
    "tekun": "已纳入特困供养",
    "injury": "领取工伤护理费",
}


def worded(why):
    """Return a reason (code, day) of `Due.why` as a phrase without a full stop."""
    if not why:
        return ""
    code, about = why[0], why[1] if len(why) > 1 else None
    if code in PLAIN:
        return PLAIN[code]
    if code == "requires":
        return f"登记中不是{Circumstances(about).label}对象"
    if code == "tier_gone":
        return f"核定的档次“{about}”在该月没有标准"
    if about is None:
        return UNDATED.get(code) or f"有“{Circumstances(code).label}”的情况"
    day = f"{about.year}年{about.month}月{about.day}日"
    if code in DATED:
        return DATED[code].format(day=day)
    return f"自{day}有“{Circumstances(code).label}”的情况"
