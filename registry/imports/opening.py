"""Which permissions open the pages of the import; each kind asks for its own behind the door."""

from core.permissions import Permission

IMPORTING = (
    Permission.PERSON_IMPORT,
    Permission.UNIT_EDIT,
    Permission.STAFF_EDIT,
    Permission.CERTIFICATE_REVIEW,
    Permission.LEDGER_EDIT,
    Permission.BENEFIT_APPROVE,
)
