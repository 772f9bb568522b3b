"""Fields of a member and of an appointment in words, sensitive values masked."""

from core.masking import masked_bank_account, masked_id_number, masked_phone
from orgs.models import Unit
from staff.models import Appointment, Member

MASKS = {"id_number": masked_id_number, "phone": masked_phone, "bank_account": masked_bank_account}
OF_CONTRACT = ("contract_number", "contract_until", "work_permit_number")


def label_of(name):
    """Return the Chinese name of a field."""
    model = Appointment if name in OF_CONTRACT else Member
    return str(model._meta.get_field(name).verbose_name)


def word_of(name, value):
    """Return the value of a field of a member as people read it."""
    if value in (None, ""):
        return ""
    if isinstance(value, Unit):
        return value.place_name
    if name in MASKS:
        return MASKS[name](value)
    field = Member._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)
