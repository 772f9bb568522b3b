"""What filling a post takes: the rules, on things that were looked up before."""

from staff.services.refusal import StaffRefused

LEAST_AGE = 16  # 劳动法 art. 15: nobody below sixteen may be employed; domain.md §4.1
OUTSIDE = "该岗位不在您的管辖范围内。"


def must_be_appointable(member, post, *, scope, since, today, contract, at_post, of_member):
    """Refuse what an appointment from the day `since` on may not be.

    :param scope: where the actor may edit.
    :param at_post: appointments of the post, newest first; `of_member`: those of the member.
    :raises StaffRefused: outside the scope; the post is gone or held; the member holds another, has died or
        is too young, or the days overlap those of somebody before.
    """
    if not scope.covers(post.unit):
        raise StaffRefused(OUTSIDE)
    if not scope.covers(member.unit):
        raise StaffRefused("此人不在您的管辖范围内。")
    _post_must_be_free(post, since, at_post)
    _member_must_be_free(member, since, of_member)
    if member.died_on is not None:
        raise StaffRefused(
            f"残疾人登记中{member.name}已于 {member.died_on:%Y-%m-%d} 登记死亡。", field="member"
        )
    if member.age_on(since) < LEAST_AGE:
        raise StaffRefused(f"{member.name}到岗时不满 {LEAST_AGE} 周岁，不能聘用。", field="since")
    if since > today:
        raise StaffRefused("到岗日期不能晚于今天。", field="since")
    must_end_after(since, contract)


def must_end_after(since, contract):
    """Refuse a contract that ends before the appointment begins.

    :raises StaffRefused: it does.
    """
    if contract.get("contract_until") and contract["contract_until"] <= since:
        raise StaffRefused("合同期至须晚于到岗日期。", field="contract_until")


def _post_must_be_free(post, since, appointments):
    if since < post.established_on:
        raise StaffRefused(f"该岗位 {post.established_on:%Y-%m-%d} 才设立，到岗日期不能更早。", field="since")
    if post.abolished_on is not None:
        raise StaffRefused(f"该岗位已于 {post.abolished_on:%Y-%m-%d} 撤销。", field="post")
    holder = _first_touching(appointments, since)
    if holder is None:
        return
    if holder.until is None:
        raise StaffRefused(f"该岗位由{holder.member.name}担任，请先办理离岗。", field="post")
    raise StaffRefused(
        f"{holder.member.name}在该岗位到 {holder.until:%Y-%m-%d} 为止，到岗日期须在此之后。", field="since"
    )


def _member_must_be_free(member, since, appointments):
    other = _first_touching(appointments, since)
    if other is None:
        return
    if other.until is None:
        raise StaffRefused(f"{member.name}已担任{other.post}，不能同时担任两个岗位。", field="member")
    raise StaffRefused(
        f"{member.name}担任{other.post}到 {other.until:%Y-%m-%d} 为止，到岗日期须在此之后。", field="since"
    )


def _first_touching(appointments, since):
    return next((one for one in appointments if one.until is None or one.until >= since), None)
