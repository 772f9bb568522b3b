"""How the pay of a month came about, in the words that a line keeps."""

from staff.choices import Proration, TopUp
from staff.pay.amounts import CENT, NOTHING, end_of


def words_of(pay):
    """Return how a `MonthPay` came about: post, standard, 低保, days, insurance."""
    told = _told_by_day(pay) if pay.rule.proration == Proration.DAILY else _told_by_cutoff(pay)
    for rate, personal, employer in pay.rates:
        told += f"{rate.name}：个人 {personal} 元，单位 {employer} 元。"
    return told


def rule_in_words(rule):
    """Return the rule as one sentence for the explanation of a line."""
    by_day = rule.proration == Proration.DAILY
    words = "不足月的按在岗天数折算" if by_day else f"当月 {rule.cutoff_day} 日在岗的计发整月"
    if rule.top_up == TopUp.GRANT:
        return f"{words}；低保加补贴的，减去当月低保金"
    if rule.top_up == TopUp.FLAG:
        return f"{words}；低保加补贴的，减去定额 {rule.dibao_amount} 元"
    return words


def source_of(rule):
    """Return the rule in words with the paper it stands on."""
    return f"{rule.in_words}（{rule.source}）" if rule.source else rule.in_words


def _told_by_cutoff(pay):
    day = pay.month.replace(day=pay.rule.cutoff_day)
    if not pay.parts:
        return f"{_day(day)}不在岗{_why_absent(day, pay.spells)}，当月不计发。"
    [part] = pay.parts
    if part.standard is None:
        return f"{_day(day)}在岗，但{part.spell.post_name}当月没有执行中的标准，不计发。"
    return f"{_day(day)}在岗，{part.spell.post_name}每月 {_whole(part)}，计 {pay.amount} 元。"


def _told_by_day(pay):
    length, steps = end_of(pay.month).day, []
    for part in pay.parts:
        name = part.spell.post_name
        if part.standard is None:
            steps.append(f"{name}当月没有执行中的标准，在岗 {part.days} 天不计发")
            continue
        share = f"每月 {_whole(part)} × {part.days} ÷ {length}"
        steps.append(f"{name}在岗 {part.days} 天，{share}，计 {part.amount} 元")
    return f"{pay.month.month} 月{'；'.join(steps) or '不在岗，不计发'}。"


def _whole(part):
    amount = part.standard.monthly_amount.quantize(CENT)
    if not part.standard.with_dibao or not part.counted:
        return f"{amount} 元"
    left = max(NOTHING, amount - part.counted)
    return f"{amount} 元减去低保 {part.counted} 元，补差 {left} 元"


def _day(day):
    return f"{day.month} 月 {day.day} 日"


def _why_absent(day, spells):
    joined = [spell.since for spell in spells if spell.since > day]
    if joined:
        return f"（{_day(min(joined))}到岗）"
    left = [spell for spell in spells if spell.until is not None and spell.until < day]
    if not left:
        return ""
    last = max(left, key=lambda spell: spell.until)
    year = "" if last.until.year == day.year else f"{last.until.year} 年 "
    return f"（{year}{_day(last.until)}{last.ended_by}）"
