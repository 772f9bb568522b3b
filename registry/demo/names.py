"""Names for people who do not exist: surnames of the north-west, given names by generation."""

from registry.choices import Sex

SURNAMES = (
    "王王王王王张张张张张李李李李刘刘刘陈陈杨杨杨马马赵赵赵周吴徐孙胡朱高高林何何郭郭罗梁宋郑谢韩唐冯冯于董董萧程曹曹袁"
    "邓许傅沈曾彭吕吕苏苏卢蒋蔡贾丁魏魏薛薛叶阎余潘杜杜戴夏钟汪田田任任姜范方石姚谭廖邹熊金陆郝孔白白崔康毛邱秦秦江史"
    "顾侯侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文柴柴景景党党师师牛牛安慕祁祁蔺靳苟缑丑"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "令狐")
HUI_SURNAMES = "马马马马马马马穆穆丁丁哈白撒虎海王杨李苏金"

# Given names by generation: born before 1955, before 1985, and later.
GENERATIONS = (1955, 1985)
FIRST = {
    Sex.MALE: (
        "德永福玉志富正世生国文明万宗怀兴占进成学旺廷",
        "建国志文军永红小海维彦宏玉明晓进俊世克耀鹏",
        "浩子宇俊博家志晨嘉泽文天一明佳旭梓瑞",
    ),
    Sex.FEMALE: (
        "秀桂玉兰凤淑巧翠金彩菊改月银爱俊素莲转",
        "红秀小丽晓淑玉海彩雪巧春艳亚金爱粉慧燕",
        "欣雨子佳思梦雅嘉怡诗若一婉静馨梓可语",
    ),
}
LAST = {
    Sex.MALE: (
        "福贵财元祥林山海清义仁忠信民录堂才魁荣珍有",
        "军强平明林东峰斌刚辉华龙勇生伟文荣虎祖成",
        "轩涵宇博杰豪辰阳鑫睿哲昊航瑞霖凯文龙",
    ),
    Sex.FEMALE: (
        "英兰花梅珍芳莲香琴娥凤莲秀霞女贞清叶存过",
        "霞梅芳琴花燕丽红萍娟玲珍英霞兰艳云弟巧丽",
        "涵怡萱彤妍琪瑶雯婷悦洁蓉颖馨宁欣瑾妍",
    ),
}
RARE = "窎㐂堃赟淼犇晟喆垚昶旻翀"
SINGLE_SHARE = 0.22  # given names of one character
RARE_SHARE = 0.003
COMPOUND_SHARE = 0.002


def village_surnames(rng, unit):
    """Return the surnames that are common in a village, often the one it is named after."""
    common = [rng.choice(SURNAMES) for _ in range(3)]
    if unit.name[0] in SURNAMES:
        common[0] = unit.name[0]
    return common


def surname_of(rng, common, *, is_hui=False):
    """Return a surname: half the people of a village share its common ones."""
    if is_hui:
        return rng.choice(HUI_SURNAMES)
    if rng.random() < COMPOUND_SHARE:
        return rng.choice(COMPOUND_SURNAMES)
    return rng.choice(common) if rng.random() < 0.5 else rng.choice(SURNAMES)


def given_name_of(rng, sex, year):
    """Return a given name as it was given to children of that sex in that year."""
    generation = sum(year >= limit for limit in GENERATIONS)
    last = rng.choice(RARE) if rng.random() < RARE_SHARE else rng.choice(LAST[sex][generation])
    if rng.random() < SINGLE_SHARE:
        return last
    first = rng.choice(FIRST[sex][generation])
    return first if first == last else first + last
