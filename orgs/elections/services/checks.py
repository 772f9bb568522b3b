"""What each kind of step asks for before it is done. Each check may write down facts of the election."""

from datetime import timedelta

from orgs.elections.choices import Outcome, StepKind, Verdict
from orgs.elections.selectors.candidates import findings_of, standing
from orgs.elections.services.refusal import ElectionRefused, day_words


def _plain(election, *, on, by, facts):
    """Ask for nothing."""


def _committee(election, *, on, by, facts):
    names = facts.get("committee") or []
    sizes = election.rules.limits.committee_sizes
    if len(names) not in sizes:
        wanted = " 或 ".join(map(str, sizes))
        raise ElectionRefused(f"选举委员会由 {wanted} 人组成，现填了 {len(names)} 人。", field="committee")
    if len(set(names)) != len(names):
        raise ElectionRefused("选举委员会成员有重复的姓名。", field="committee")
    election.committee = names


def _register(election, *, on, by, facts):
    electors, posted_on = facts.get("electors"), facts.get("posted_on")
    if not electors:
        raise ElectionRefused("请填写登记的选民或代表人数。", field="electors")
    if posted_on is None or posted_on > on:
        raise ElectionRefused("请填写名单张榜日期，不能晚于完成日期。", field="posted_on")
    if posted_on < election.started_on:
        raise ElectionRefused("名单张榜不能早于换届启动。", field="posted_on")
    election.electors, election.electors_posted_on = electors, posted_on


def _nominate(election, *, on, by, facts):
    candidates = standing(election)
    _must_fill(election, candidates)
    least = election.rules.limits.least_candidates(election.seats)
    if len(candidates) < least:
        percent = election.rules.limits.contested_percent
        raise ElectionRefused(
            f"应选 {election.seats} 人，差额不少于 {percent}%，候选人至少 {least} 人，"
            f"现有 {len(candidates)} 人。"
        )


def _review(election, *, on, by, facts):
    candidates = standing(election)
    if waiting := [c.name for c in candidates if c.verdict == Verdict.WAITING]:
        raise ElectionRefused(f"{'、'.join(waiting)}还没有联审结论。")
    passed = [c for c in candidates if c.verdict == Verdict.PASSED]
    for candidate, findings in findings_of(election, passed, on=on):
        if barring := [finding.text for finding in findings if finding.bars]:
            raise ElectionRefused(f"{candidate.name}联审后情况有变：{barring[0]}请重新联审。")
    _must_fill(election, passed)
    for candidate in candidates:
        if candidate.verdict == Verdict.REFUSED:
            candidate.outcome, candidate.words = Outcome.WITHDRAWN, "联审不通过"
            candidate.save(update_fields=["outcome", "words", "updated_at"])


def _notice(election, *, on, by, facts):
    first, least = facts.get("notice_from"), election.rules.limits.notice_days
    days = facts.get("notice_days") or 0
    if first is None:
        raise ElectionRefused("请填写公示起始日期。", field="notice_from")
    if days < least:
        raise ElectionRefused(f"公示不少于 {least} 天。", field="notice_days")
    before = election.steps.get(number=election.step_number - 1)
    if first < before.done_on:
        raise ElectionRefused(
            f"公示不能早于“{before.name}”完成（{day_words(before.done_on)}）。", field="notice_from"
        )
    last = first + timedelta(days=days)  # the day of posting does not count: 民法典 art. 201
    if on <= last:
        raise ElectionRefused(
            f"公示 {days} 天，至{day_words(last)}期满，次日起才能结束，不能提前。", field="on"
        )
    election.notice_from, election.notice_days = first, days


def _vote(election, *, on, by, facts):
    last = election.ballots.order_by("-number").first()
    if last is None:
        raise ElectionRefused("还没有登记投票结果。")
    if election.contests and not facts.get("left_vacant"):
        raise ElectionRefused("还有席位没有选出，请登记下一次投票；暂缺的须写明原因。", field="left_vacant")
    if on < last.held_on:
        raise ElectionRefused(f"完成日期不能早于投票日期（{day_words(last.held_on)}）。", field="on")
    if not any(candidate.is_elected for candidate in standing(election)):
        raise ElectionRefused("没有人当选，不能结束选举环节。")
    election.left_vacant = facts.get("left_vacant", "") if election.contests else ""


def _file(election, *, on, by, facts):
    last = election.ballots.order_by("-number").first()
    if election.rules.reviewer_differs and last.recorded_by_id == by.pk:
        raise ElectionRefused("投票结果由您登记，按经办与审核分开的要求，须由其他人备案。")
    if not facts.get("file_number"):
        raise ElectionRefused("请填写备案文号。", field="file_number")
    starts_on = facts.get("starts_on")
    if starts_on is None or not last.held_on <= starts_on <= on:
        raise ElectionRefused(
            f"任职日期须在投票日期（{day_words(last.held_on)}）和备案日期之间。", field="starts_on"
        )


def _handover(election, *, on, by, facts):
    open_items = [item["name"] for item in election.handover if not (item["is_done"] or item["note"])]
    if open_items:
        raise ElectionRefused(f"{'、'.join(open_items)}还没有移交，也没有说明。")
    if not (election.handed_by and election.taken_by and election.witness):
        raise ElectionRefused("请在移交清单上填写移交人、接收人和监交人。")


def _must_fill(election, candidates):
    for post in election.posts:
        number = sum(candidate.post_code == post["code"] for candidate in candidates)
        if number < post["number"]:
            raise ElectionRefused(
                f"{post['name']}应选 {post['number']} 人，只有 {number} 名{'合格' if number else ''}候选人。"
            )


CHECKS = {
    StepKind.PLAIN: _plain,
    StepKind.COMMITTEE: _committee,
    StepKind.REGISTER: _register,
    StepKind.NOMINATE: _nominate,
    StepKind.REVIEW: _review,
    StepKind.NOTICE: _notice,
    StepKind.VOTE: _vote,
    StepKind.FILE: _file,
    StepKind.HANDOVER: _handover,
}
