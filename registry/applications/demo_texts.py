"""What is said in invented applications."""

from registry.applications.choices import StepKind

REASONS = (
    "本人长期患病，丧失劳动能力，家庭主要靠土地流转费维持生活。",
    "家中两人残疾，子女上学，收入不足以维持基本生活。",
    "日常生活需要人照料已满一年，家人无法外出务工。",
    "独居，无子女，无固定收入。",
)
RELATIVES = (("儿子", "马小军"), ("女儿", "牛小燕"), ("配偶", "赵淑珍"), ("父亲", "王建国"))
FINDINGS = (
    "土坯房三间，无大额存款，家庭成员收入与申报一致。",
    "随儿子居住，儿子务工收入不稳定，申报情况属实。",
    "生活不能自理，由配偶照料，家中无机动车、无商品房。",
)
RETURNS = ("评议记录没有到会人员签名，请补正。", "家庭收入申报与土地面积不符，请重新评议。")
REFUSALS = (
    "经核查，家庭人均月收入高于低保标准，不符合条件。",
    "经核查，家庭名下有经营用机动车，不符合条件。",
)
SUBSIDY_REFUSALS = (
    "正在领取工伤保险生活护理费，按规定不能同时享受。",
    "残疾人证正在重新评定，等级尚未确定。",
)
OBJECTIONS = (
    ("反映该户有人在外务工，收入较高。", "经查，务工人员已分户，户口簿为证，已当面答复。"),
    ("反映该户有小汽车。", "经车管部门查询，该户名下无机动车，已电话答复。"),
)


def told(kind, rng, *, day, notice):
    """Return what an invented step of that kind says, as [title, words] pairs."""
    if kind == StepKind.ASSESS:
        due = rng.randint(11, 21)
        present = rng.randint(due * 3 // 4, due)
        agree = rng.randint(present * 3 // 4, present)
        votes = f"同意 {agree} 票，反对 {present - agree} 票，弃权 0 票"
        return [["评议人员", f"应到 {due} 人，到会 {present} 人"], ["表决结果", votes]]
    if kind == StepKind.CHECK:
        found = rng.choice(FINDINGS)
        return [["入户核查日期", day.isoformat()], ["调查人", "杨丽娟、张志刚"], ["核查情况", found]]
    if kind == StepKind.NOTICE:
        period = f"{notice.first_day:%Y-%m-%d} 至 {notice.last_day:%Y-%m-%d}"
        return [["公示期", period], ["公示地点", notice.place]]
    return []
