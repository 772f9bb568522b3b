"""Items of the real tables of domain.md §3.2–§3.8 as params of the engine."""

YINGDE_TOWN = {  # §3.2 no. 1: 6 points
    "parts": [
        {"key": "organ", "name": "机构健全", "points": "2"},
        {"key": "place", "name": "有办公场地", "points": "1"},
        {"key": "tools", "name": "有办公设备", "points": "1"},
        {"key": "staff", "name": "有专职工作人员 1 人以上", "points": "1"},
        {"key": "member", "name": "残疾人专职委员 1 人以上", "points": "1"},
    ]
}
MEETINGS = {"each": "1", "late": None, "unit": "人次"}  # §3.3 缺1人次扣1分: 5 points
REPORTS_2011 = {"each": "0.5", "late": "0.2", "unit": "次"}  # §3.3: 5 points
REPORTS_2021 = {"each": "1", "late": "0.5", "unit": "次"}  # §3.4: 6 points
CATARACTS = {"unit": "例", "target": None, "over": None}  # §3.3 每人平均分: 3 points
TRAINING = {"unit": "人", "target": "30", "over": None}  # §3.3: 10 points
ATHLETES = {"unit": "人", "target": "2", "over": {"each": "1", "cap": "3"}}  # §3.3 多1人加1分: 3 points
CHILDREN_LISTS = {  # §3.3 少1项扣1分: 3 points
    "lists": [
        {"key": "all", "name": "残疾少年儿童名册"},
        {"key": "school", "name": "在读名册"},
        {"key": "out", "name": "失学或免读名册"},
    ],
    "each": "1",
}
COMPLAINTS = {  # §3.3 出现一例扣0.5分: 3 points
    "kinds": [{"key": "complaint", "name": "应享受未享受的反映或上访", "each": "0.5"}],
    "below_zero": False,
    "floor": None,
}
AIDS = {  # §3.4 截留扣1分，乱发造成不稳定扣1分: 2 points
    "kinds": [
        {"key": "kept", "name": "截留", "each": "1"},
        {"key": "unrest", "name": "乱发造成不稳定", "each": "1"},
    ],
    "below_zero": False,
    "floor": None,
}
BELOW = AIDS | {"below_zero": True, "floor": "-3"}
CHILDREN_GATE = {  # §3.3: 4 points
    "gates": [
        {"key": "survey", "name": "未组织调查摸底和筛选", "deduct": "1"},
        {"key": "forms", "name": "未填写审批表并未按时报县残联", "deduct": "1"},
    ]
}
HOUSES_GATE = {"gates": [{"key": "check", "name": "影响上级检查验收", "all": True}]}  # §3.3: 2 points
SPORT_BONUS = {  # §3.3: no points of its own
    "kinds": [
        {"key": "trained", "name": "被安排训练", "each": "1"},
        {"key": "competed", "name": "参加比赛", "each": "2"},
    ],
    "cap": "5",
}
EMPLOYED = {"line": "90", "below": "none"}  # §3.6 就业率达90%以上: 2 points
GUARDED = {"line": "95", "below": "proportional", "ask": "parts"}  # §3.6 监护率达95%以上: 2 points
STEPPED = {
    "line": "90",
    "below": "steps",
    "steps": [{"from": "60", "points": "0.5"}, {"from": "80", "points": "1.2"}],
}
PENSION = {"unit": "%", "direction": ">=", "target": "80", "below": "proportional"}  # §3.8: weight 6
INCOME = {"unit": "元", "direction": ">=", "target": "13700", "below": "proportional"}  # §3.8: weight 7
ENGEL = {"unit": "%", "direction": "<=", "target": "42", "below": "proportional"}  # §3.8: weight 5
SETS = {"unit": "台", "direction": ">=", "target": "90", "below": "none"}  # §3.8: weight 4
LOOKED_AT = {"levels": []}  # §3.5 查阅资料: 5 points
LEVELS = {
    "levels": [
        {"name": "好", "points": "5"},
        {"name": "较好", "points": "4"},
        {"name": "一般", "points": "2.5"},
    ]
}
MONEY_VETO = {
    "kinds": [{"key": "money", "name": "截留、挪用资金"}, {"key": "press", "name": "重大负面舆情"}],
    "effect": "bottom_grade",
}
EVERY = [
    ("components", "6", YINGDE_TOWN),
    ("per_miss", "5", MEETINGS),
    ("per_miss", "6", REPORTS_2021),
    ("proportional", "3", CATARACTS | {"target": "7"}),
    ("proportional", "3", ATHLETES),
    ("list_gap", "3", CHILDREN_LISTS),
    ("incident", "2", AIDS),
    ("incident", "2", BELOW),
    ("gate", "4", CHILDREN_GATE),
    ("gate", "2", HOUSES_GATE),
    ("bonus", "0", SPORT_BONUS),
    ("rate", "2", EMPLOYED),
    ("rate", "2", GUARDED),
    ("rate", "2", STEPPED),
    ("weight", "7", INCOME),
    ("weight", "5", ENGEL),
    ("judged", "5", LOOKED_AT),
    ("judged", "5", LEVELS),
    ("veto", "0", MONEY_VETO),
]
