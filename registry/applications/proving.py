"""The code on a public notice of applications: whom it names, for what, and how long it hangs."""

from orgs.proofs.papers import PaperKind, code_for
from orgs.scoping import EVERYWHERE
from registry.applications.selectors.notices import named_on
from registry.models import Notice


def notice_stated(unit, key):
    """Return what the notice states; None if there is none."""
    notice = Notice.objects.filter(pk=key, unit=unit).first()
    if notice is None:
        return None
    rows = [
        [own.unit.code, own.person.name, own.person.masked_id_number, own.kind, own.amount]
        for own in (named.application for named in named_on(notice, EVERYWHERE))
    ]
    return {"rows": rows, "from": notice.first_day, "until": notice.last_day, "place": notice.place}


NOTICE = PaperKind("application_notice", "待遇申请公示", "notice", notice_stated)


def code_of_notice(notice, scope, *, by):
    """Return the code of a notice; None for who sees only some of those that it names."""
    if not scope.covers(notice.unit):
        return None
    about = f"{notice.first_day:%Y-%m-%d} 起公示"
    return code_for(NOTICE, notice.unit, notice.pk, reference=about, by=by)
