from staff.pay.models.adjustments import AdjustmentFile, StipendAdjustment
from staff.pay.models.bank import BankExport, BankReturn
from staff.pay.models.confirming import RunObjection, RunTownship
from staff.pay.models.lines import StipendLine, StipendMonth
from staff.pay.models.runs import RunEntry, StipendRun
from staff.pay.models.settings import BankLayout, GuardRule, PayPolicy

__all__ = [
    "AdjustmentFile",
    "BankExport",
    "BankLayout",
    "BankReturn",
    "GuardRule",
    "PayPolicy",
    "RunEntry",
    "RunObjection",
    "RunTownship",
    "StipendAdjustment",
    "StipendLine",
    "StipendMonth",
    "StipendRun",
]
