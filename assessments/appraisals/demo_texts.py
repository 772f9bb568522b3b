"""Texts of the invented appraisal."""

from assessments.appraisals.choices import Act, Side

PLACES = {Side.ABOVE: "镇政府三楼会议室", Side.BELOW: "村党群服务中心"}
REPORTS = (
    """一年来，我在{unit}入户走访残疾人 {visits} 户次，帮助 {helped} 户落实辅具、康复和补贴申请，
协助办证换证 {cards} 本。每月记好工作记录，按时报送台账。
不足是政策学得不够透，明年多参加培训，把重度残疾人每月走访一遍。""",
    """今年主要做了三件事：一是动态更新，走访 {visits} 户次，信息全部核对；
二是为 {helped} 名残疾人反映需求、跟踪落实；三是换证 {cards} 本。
在{unit}组织了助残日活动。不足是台账有时补记，明年做到当天记。""",
    """我在{unit}任专职委员，全年走访 {visits} 户次，上门帮助行动不便的 {helped} 人办理补贴，
办理残疾人证 {cards} 本。能参加的培训都参加了。
走访记录还不够细，明年要改。""",
)
DONE = {
    Act.REWARD: "发放奖励 500 元，全县通报表扬。",
    Act.RENEW: "已续签聘用合同。",
    Act.MEND: "乡镇已谈话，限期整改。",
    Act.NOT_RENEW: "已谈话告知，合同期满不再续聘。",
    Act.DISMISS: "已按程序解聘。",
}
