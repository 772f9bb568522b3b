from orgs.changes.forms.choosing import ChangeFilter, ManyUnitsForm, OneUnitForm, TakeBackForm, chooser_for
from orgs.changes.forms.facts import FORMS

__all__ = ["FORMS", "ChangeFilter", "ManyUnitsForm", "OneUnitForm", "TakeBackForm", "chooser_for"]
