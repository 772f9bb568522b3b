"""The columns of a person in one row, read into the register's values with all that is wrong with them."""

import re
import unicodedata
from functools import partial
from math import isfinite

from core.sheets.cells import half_width, is_rounded, known_digits, text_of
from orgs.models import Unit
from registry.choices import Subsistence
from registry.identity import birth_date_of, id_problems, sex_of, tidy_number
from registry.imports.columns import TITLES
from registry.imports.values import SUBSISTENCE_KEYS, ethnicity_of, is_blank, known_words, subsistence_of
from registry.models import Person

MIDDLE_DOTS = re.compile(r"[·•・‧∙⋅●．.]")
AROUND_DOT = re.compile(r"\s*·\s*")
LATIN = re.compile(r"[A-Za-z]")
PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]+")
DIGIT = re.compile(r"\d")
YEAR_AND_MONTH = re.compile(r"(\d{4})[-./年]?(\d{1,2})[月]?")
PHONE_PARTS = re.compile(r"[/、,，;；\\或]")
NOTE_MAX = 1000
TEXTS = ("address", "household_number", "guardian_name", "guardian_relation", "bank_name", "note")
LENGTHS = {name: Person._meta.get_field(name).max_length or NOTE_MAX for name in (*TEXTS, "name")}
CHOICES = ("hukou", "education", "marriage", "employment", "relation")
FORMULA = ("=", "+", "@")
BY_NEED = (Subsistence.TEKUN, Subsistence.DIBAO, Subsistence.NONE)


def tidy_name(text):
    """Return a name as the register writes it.

    Chinese names lose all blanks, a middle dot stays (阿卜杜拉·买买提), Latin names keep single blanks.
    """
    if PLAIN_NAME.fullmatch(text):  # nearly every name
        return text
    latin = LATIN.search(unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKC", text if latin else MIDDLE_DOTS.sub("·", text))
    text = AROUND_DOT.sub("·", text.strip("'’‘`·-—/\\*＊、,，。 "))
    return " ".join(text.split()) if latin else "".join(text.split())


def read_name(reading):
    name = tidy_name(reading.text("name"))
    name = "" if is_blank(name) else name
    reading.entry.name = reading.entry.facts["name"] = reading.said["name"] = name
    if not name:
        reading.refuse("name", "name_missing", "没有填写姓名。", "补填姓名。")
    elif reading.text("name").startswith(FORMULA):
        reading.refuse("name", "value_unknown", "姓名像是公式，不是名字。", "删去公式，直接填写姓名。")
    elif DIGIT.search(name):
        reading.refuse("name", "value_unknown", "姓名里有数字。", "只填姓名，编号另填一列。")
    elif len(name) > LENGTHS["name"]:
        reading.refuse("name", "value_unknown", f"姓名超过 {LENGTHS['name']} 个字。", "只填姓名。")


def read_id_number(reading):
    number = reading.said["id_number"] = tidy_number(reading.stated("id_number"))
    if reading.replaced.get("id_number") == "":
        message = "身份证号被星号遮住，又没有可用的行标识，认不出是谁。"
        reading.refuse("id_number", "id_masked", message, "填写完整号码，或从系统重新导出后修改。")
        return
    if is_rounded(reading.cell("id_number")):
        reading.id_is_rounded = True
        reading.entry.clues["beginning"] = known_digits(reading.cell("id_number"))
        reading.refuse_rounded("id_number")
        return
    problems = id_problems(number, today=reading.today)
    for problem in problems:
        reading.blame("id_number", problem)
    if problems:
        reading.entry.clues["number"] = number
    else:
        reading.entry.id_number = reading.entry.facts["id_number"] = number


def read_sex_and_birth(reading):
    """Compare what is stated with the ID number; what is not stated comes from it."""
    number = reading.entry.id_number
    sex, birth = reading.choice("sex"), stated_birth(reading)
    if not number:
        reading.entry.clues["birth"] = birth
        return
    true_sex, true_birth = sex_of(number), birth_date_of(number)
    reading.entry.facts |= {"sex": true_sex, "birth_date": true_birth}
    if sex and sex != true_sex:
        meant = true_sex.label
        reading.refuse(
            "sex",
            "id_sex_mismatch",
            f"身份证号第 17 位是 {number[16]}（{meant}），与性别“{reading.text('sex')}”不符。",
            "核对户口簿，改正性别或身份证号。",
        )
    if birth and not true_birth.isoformat().startswith(birth):
        reading.refuse(
            "birth_date",
            "id_birthdate",
            f"身份证号里的出生日期是 {true_birth}，与这里不符。",
            "核对户口簿，改正出生日期或身份证号。",
        )


def stated_birth(reading):
    """Return the stated birth date as the beginning of an ISO date: 出生年月 lacks the day."""
    if "birth_date" not in reading.present:
        return ""
    cell = reading.cell("birth_date")
    if isinstance(cell, float) and isfinite(cell) and not cell.is_integer():  # 1987.1 may be 1987.10
        return str(int(cell))
    if found := YEAR_AND_MONTH.fullmatch(half_width(text_of(cell))):
        reading.said["birth_date"] = f"{found[1]}-{int(found[2]):02d}"
        return reading.said["birth_date"]
    day = reading.day("birth_date")
    return day.isoformat() if day else ""


def read_places(reading):
    """Resolve 户籍 and 现居住. A blank village is judged later: it will do for somebody who is registered."""
    unit = _find(reading, "township", "village", county=reading.text("county"))
    if isinstance(unit, Unit):
        reading.entry.facts["unit"] = unit
        reading.said |= {"township": "", "county": "", "village": unit.pk}
    home = _find(reading, "residence_township", "residence", anywhere=True)
    if isinstance(home, Unit):
        reading.entry.facts["residence"] = home
        reading.said |= {"residence_township": "", "residence": home.pk}


def _find(reading, township, village, **where):
    if not reading.stated(village):
        return None
    found = reading.finder.find(reading.stated(township), reading.text(village), **where)
    if not isinstance(found, Unit):
        key = township if found.key == "township" else village
        reading.blame(key, found, proposal=found.proposal, place=found.place)
    return found


def read_choices(reading):
    for key in CHOICES:
        if value := reading.choice(key):
            reading.entry.facts[key] = value
    if "ethnicity" not in reading.present:
        return
    try:
        ethnicity = reading.said["ethnicity"] = reading.explained("ethnicity", ethnicity_of)
    except ValueError:
        reading.refuse_word("ethnicity", "填民族全称，如回族。")
    else:
        if ethnicity:
            reading.entry.facts["ethnicity"] = ethnicity


def read_subsistence(reading):
    """Read 低保特困, or 是否低保 and 是否特困 together; the greater need counts."""
    stated = set()
    for key, yes in SUBSISTENCE_KEYS.items():
        if key not in reading.present:
            continue
        try:
            value = reading.said[key] = reading.explained(key, partial(subsistence_of, yes=yes))
        except ValueError:
            reading.refuse_word(key, f"请填：{'是、否' if yes else '、'.join(known_words(key))}。")
        else:
            stated.add(value)
    for value in BY_NEED:
        if value in stated:
            reading.entry.facts["subsistence"] = value
            return


def read_phones(reading):
    for key in ("phone", "guardian_phone"):
        if key not in reading.present:
            continue
        text = reading.stated(key)
        number = reading.said[key] = tidy_phone(text)
        if is_rounded(reading.cell(key)) or (text and not 7 <= len(number) <= 60):
            advice = "填 11 位手机号，或带区号的固定电话。"
            reading.refuse(key, "value_unknown", f"“{text}”不是电话号码。", advice)
        elif number:
            reading.entry.facts[key] = number


def tidy_phone(text):
    """Return the digits of one or more telephone numbers, several joined by 、."""
    if text.isascii() and text.isdigit():
        return text
    parts = [re.sub(r"\D", "", half_width(part)) for part in PHONE_PARTS.split(text)]
    return "、".join(part for part in parts if part)


def read_bank_account(reading):
    if "bank_account" not in reading.present:
        return
    account = reading.said["bank_account"] = tidy_number(reading.stated("bank_account"))
    if is_rounded(reading.cell("bank_account")):
        reading.refuse_rounded("bank_account")
    elif account and not (account.isascii() and account.isdigit() and 8 <= len(account) <= 30):
        reading.refuse(
            "bank_account", "value_unknown", "银行账号应是 8 到 30 位数字。", "对照银行卡重新填写。"
        )
    elif account:
        reading.entry.facts["bank_account"] = account


def read_texts(reading):
    for key in TEXTS:
        if key not in reading.present:
            continue
        text = reading.said[key] = reading.stated(key)
        if len(text) > LENGTHS[key]:
            message = f"{TITLES[key]}超过 {LENGTHS[key]} 个字。"
            reading.refuse(key, "value_unknown", message, "请写短一些。")
        elif text:
            reading.entry.facts[key] = text
