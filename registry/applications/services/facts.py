"""What each kind of step has to say besides its verdict, checked and put into words for the timeline."""

from registry.applications.choices import StepKind
from registry.applications.selectors.benefits import kind_of, tiers_of
from registry.applications.services.refusal import ApplicationRefused


def checked_facts(application, facts, *, on, carries=True):
    """Return the facts of a step as [title, words] pairs; a decision is written into the application.

    :param carries: False where the step refuses the application, so that less is asked for.
    :raises ApplicationRefused: something is missing or does not fit.
    """
    check = CHECKS.get(application.step_kind)
    return check(application, facts, on=on, carries=carries) if check else []


def _assessed(application, facts, *, on, carries):
    """民主评议: heads and votes, and whether they carry it."""
    votes = {name: facts.get(name) for name in ("due", "present", "agree", "against", "abstain")}
    given = [name for name, number in votes.items() if number is not None]
    if not carries and not given:
        return []
    for name, number in votes.items():
        if number is None:
            raise ApplicationRefused("请把应到、到会人数和票数填写完整。", field=name)
    problem = application.procedure.vote_problem(**votes)
    if carries and problem:
        raise ApplicationRefused(problem, field="agree")
    return [
        ["评议人员", f"应到 {votes['due']} 人，到会 {votes['present']} 人"],
        [
            "表决结果",
            f"同意 {votes['agree']} 票，反对 {votes['against']} 票，弃权 {votes['abstain']} 票",
        ],
    ]


def _checked(application, facts, *, on, carries):
    """入户核查: the day at the home, two who went there, and what they found."""
    visited_on, first, second = (facts.get(name) for name in ("visited_on", "first", "second"))
    findings = facts.get("findings", "")
    if not carries and not (visited_on or first or second or findings):
        return []
    if visited_on is None:
        raise ApplicationRefused("请填写入户核查日期。", field="visited_on")
    if not application.applied_on <= visited_on <= on:
        raise ApplicationRefused("入户核查日期须在申请之后、核查意见日期之前。", field="visited_on")
    if not first or not second:
        raise ApplicationRefused("入户核查须有两名调查人。", field="second" if first else "first")
    if first == second:
        raise ApplicationRefused("两名调查人不能是同一个人。", field="second")
    if not findings:
        raise ApplicationRefused("请填写核查情况。", field="findings")
    return [
        ["入户核查日期", visited_on.isoformat()],
        ["调查人", f"{first}、{second}"],
        ["核查情况", findings],
    ]


def _decided(application, facts, *, on, carries):
    """审核定档: tier, monthly amount, and the first month, not before that of the application (§6.2)."""
    if not carries:
        return []
    tier, amount, first_month = facts.get("tier") or "", facts.get("amount"), facts.get("first_month")
    if first_month is None:
        raise ApplicationRefused("请填写起始月份。", field="first_month")
    first_month = first_month.replace(day=1)
    if first_month < application.applied_on.replace(day=1):
        raise ApplicationRefused("起始月份不能早于申请当月。", field="first_month")
    kind = kind_of(application, first_month)
    if kind is None or tier not in tiers_of(kind, first_month):
        month = f"{first_month.year}年{first_month.month}月"
        raise ApplicationRefused(
            f"{application.kind_name}在{month}没有这个档次，请选择现行的档次。", field="tier"
        )
    if amount is None or amount <= 0:
        raise ApplicationRefused("请填写月标准，须大于 0 元。", field="amount")
    persons = (facts.get("persons") or 1) if kind.is_household else 1
    application.tier, application.amount = tier, amount
    application.first_month, application.persons = first_month, persons
    told = [["档次", tier], ["保障人数", f"{persons} 人"]] if kind.is_household else [["档次", tier]]
    return [
        *told,
        ["月标准", f"{amount:.2f} 元"],
        ["起始月份", f"{first_month.year}年{first_month.month}月"],
    ]


CHECKS = {StepKind.ASSESS: _assessed, StepKind.CHECK: _checked, StepKind.DECIDE: _decided}
