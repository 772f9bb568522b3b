"""A row of a list of 专职委员: who, where, in which post since when, under which contract."""

from core.encryption import digest
from orgs.models import Unit
from registry.imports.rows import (
    read_bank_account,
    read_id_number,
    read_name,
    read_phones,
    read_sex_and_birth,
)
from registry.imports.tables.reading import TableReading, read_unit
from registry.imports.values import ethnicity_of
from staff.choices import BANK_DIGITS, Kinship, Political, PostType
from staff.models import Appointment, Member

WORDS = {"post_type": PostType, "political": Political, "kinship": Kinship}
LENGTHS = {
    **{name: Member._meta.get_field(name).max_length or 1000 for name in ("bank_name", "note")},
    **{
        name: Appointment._meta.get_field(name).max_length
        for name in ("contract_number", "work_permit_number")
    },
}
# What a post is called where the list does not say.
POST_AT = {
    Unit.Level.TOWNSHIP: PostType.TOWNSHIP_MEMBER,
    Unit.Level.VILLAGE: PostType.VILLAGE_MEMBER,
    Unit.Level.COMMUNITY: PostType.COMMUNITY_MEMBER,
}


def read_member(reading: TableReading, home):
    """Return the entry of a row: facts of the member, and `doing` with the post and the contract."""
    read_name(reading)
    read_id_number(reading)
    read_sex_and_birth(reading)
    read_unit(reading, home)
    read_phones(reading)
    read_bank_account(reading)
    entry = reading.entry
    account = entry.facts.get("bank_account", "")
    if account and len(account) not in BANK_DIGITS:
        reading.refuse(
            "bank_account", "value_unknown", "银行账号须为 12 至 23 位数字。", "对照银行卡重新填写。"
        )
    _read_words(reading)
    for key in ("bank_name", "note"):
        if text := reading.plain(key, LENGTHS[key]):
            entry.facts[key] = text
    _read_contract(reading)
    entry.key = entry.id_digest = digest(entry.id_number) if entry.id_number else ""
    entry.content = tuple(sorted((key, str(value)) for key, value in reading.said.items()))
    return entry


def _read_words(reading):
    facts = reading.entry.facts
    if education := reading.choice("education"):
        facts["education"] = education
    try:
        ethnicity = reading.said["ethnicity"] = reading.explained("ethnicity", ethnicity_of)
    except ValueError:
        reading.refuse_word("ethnicity", "填民族全称，如回族。")
    else:
        facts |= {"ethnicity": ethnicity} if ethnicity else {}
    for key in ("political", "kinship"):
        if value := reading.word(key, _advice(key)):
            facts[key] = value


def _read_contract(reading):
    entry = reading.entry
    since, until = reading.day("since"), reading.day("contract_until")
    post_type = reading.word("post_type", _advice("post_type"))
    if since and since > reading.today:
        reading.refuse("since", "date_invalid", "到岗日期不能晚于今天。", "对照合同重新填写。")
    if since and until and until <= since:
        reading.refuse("contract_until", "date_invalid", "合同期至须晚于到岗日期。", "对照合同重新填写。")
    contract = {key: reading.plain(key, LENGTHS[key]) for key in ("contract_number", "work_permit_number")}
    entry.doing = {
        "since": since,
        "post_type": post_type,
        "contract": {key: value for key, value in (contract | {"contract_until": until}).items() if value},
    }


def _advice(key):
    return f"请填：{'、'.join(str(label) for label in WORDS[key].labels)}。"
