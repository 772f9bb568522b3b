"""What a list of results would do to certificates: every objection that the single case would meet."""

from core.masking import masked_card_number
from registry.certificates.choices import CancelReason, CaseKind, CaseState
from registry.certificates.defaults import KINDS, rule_on
from registry.certificates.models import CertificateCase
from registry.certificates.numbers import NumberExhausted, number_after_loss
from registry.certificates.selectors.eligibility import card_condition
from registry.certificates.services.results import ISSUING, STATES, Result
from registry.certificates.services.starting import WORDS
from registry.choices import CardState, Category, Grade
from registry.identity import birth_date_of, sex_of
from registry.imports.register import look_up
from registry.imports.tables.reading import CHANGED, NEW, UNCHANGED
from registry.models import Person
from registry.services.certificates import expiry_of

BASE = 20  # digits of a number before its suffix


class Weigher:
    """Gives every sound entry its outcome, or the problem that only the register can know. Six queries."""

    def __init__(self, refuse):
        self.refuse = refuse  # takes entry, key, code, and in words what is wrong and what to do

    def weigh(self, entries, scope):
        entries = [entry for entry in entries if not entry.problems]
        self.scope, register = scope, look_up(entries, scope)
        numbers = [entry.id_digest for entry in entries]
        cases = CertificateCase.objects.filter(id_digest__among=numbers)
        self.busy = {case.id_digest: case for case in cases.unfinished().select_related("unit")}
        ended = cases.filter(kind=CaseKind.CANCEL, state=CaseState.DONE).exclude(reason=CancelReason.DEATH)
        self.ended = {}
        for mark, day in ended.exclude(happened_on=None).values_list("id_digest", "happened_on"):
            self.ended[mark] = max(day, self.ended.get(mark, day))
        for entry in entries:
            self._place(entry, register)

    def _place(self, entry, register):
        person = register.persons.get(entry.id_digest)
        if person is None:
            self._place_newcomer(entry, register)
            return
        if person.name != entry.name:
            message = f"登记表里这个身份证号是{person.name}。"
            self.refuse(entry, "name", "stands_otherwise", message, "核对姓名和身份证号。")
            return
        entry.target = entry.person = person
        card = register.cards.get(person.pk)
        if self._stands_already(entry, person, card):
            entry.outcome = UNCHANGED
            return
        self._check_case(entry, person)
        if not entry.problems and entry.doing["kind"] in ISSUING:
            self._issue(entry, person, card, register)
        elif not entry.problems:
            self._turn(entry, person, card)
        if not entry.problems:
            entry.outcome = CHANGED
            _say(entry, card)

    def _place_newcomer(self, entry, register):
        """Weigh a row about somebody whom the register does not know: only 新办 puts them there."""
        facts, kind = entry.facts, entry.doing["kind"]
        if entry.id_digest in register.elsewhere:
            self.refuse(
                entry, "id_number", "outside_scope", "已登记在其他单位。", "请办理迁入，或由所属单位导入。"
            )
        elif kind != CaseKind.NEW:
            advice = "请先登记；还没有残疾人证的，办理类型填“新办”，并填写乡镇和村（社区）。"
            self.refuse(entry, "id_number", "not_registered", "登记表里没有此人。", advice)
        elif busy := self.busy.get(entry.id_digest):
            self._refuse_busy(entry, busy)
        elif entry.doing["unfit"]:
            entry.problems = entry.doing["unfit"]
        elif "unit" not in facts:
            message = "登记表里没有此人，随新办登记须写明乡镇和村（社区）。"
            self.refuse(entry, "village", "required_missing", message, "补填“乡镇”“村（社区）”两列。")
        else:
            self._check_bar(entry)
        if not entry.problems:
            number = entry.id_number
            person = Person(**facts, sex=sex_of(number), birth_date=birth_date_of(number))
            self._issue(entry, person, None, register)
        if not entry.problems:
            entry.outcome = NEW
            entry.say("登记", "", "登记表里还没有，随新办登记")
            entry.say("村（社区）", "", facts["unit"])
            _say(entry, None)

    def _stands_already(self, entry, person, card):
        """True if the row says what the register says already, as after the same file has been imported."""
        kind, stated = entry.doing["kind"], entry.card
        if card is None:
            return False
        if kind in STATES:
            return card.state == STATES[kind] and stated.get("number", "") in ("", card.number)
        same = all(getattr(card, name) == value for name, value in stated.items() if value)
        return bool(
            same and stated.get("number") and stated.get("issued_on") and card.state == CardState.VALID
        )

    def _check_case(self, entry, person):
        kind, busy = entry.doing["kind"], self.busy.get(entry.id_digest)
        condition = card_condition(person)
        if busy is not None:
            self._refuse_busy(entry, busy)
        elif person.is_archived:
            message = f"此人{WORDS[condition]}，不能用导入办理。"
            self.refuse(entry, "case", "rule_refused", message, "请在“证件业务”中逐人办理。")
        elif condition not in KINDS[kind].on:
            message = f"此人{WORDS[condition]}，不能办理{CaseKind(kind).label}。"
            self.refuse(entry, "case", "rule_refused", message, "核对办理类型。")
        elif kind == CaseKind.NEW:
            self._check_bar(entry)

    def _refuse_busy(self, entry, case):
        """Refuse a second unfinished case; of one elsewhere say only that it exists."""
        message = "此人在其他单位有正在办理的证件业务。"
        if self.scope.covers_path(case.unit.path):
            message = f"此人的{case.get_kind_display()}正在办理（{case.badge[0]}）。"
        self.refuse(entry, "case", "rule_refused", message, "请在“证件业务”中办结或撤销后再导入。")

    def _check_bar(self, entry):
        day = self.ended.get(entry.id_digest)
        if day is None:
            return
        years = rule_on(day).barred_years
        until = expiry_of(day, years=years)
        if entry.doing["on"] < until:
            message = f"残疾人证注销后 {years} 年内不得重新申请，{until} 起可以申请。"
            self.refuse(entry, "case", "rule_refused", message, "核对办理类型和日期。")

    def _issue(self, entry, person, card, register):
        stated, kind = entry.card, entry.doing["kind"]
        for key, name in (("card_number", "number"), ("issued_on", "issued_on")):
            if not stated.get(name):
                self.refuse(
                    entry, key, "required_missing", "发了证的，证号和发证日期都要填写。", "对照残疾人证补填。"
                )
        if entry.problems:
            return
        holder = register.card_holders.get(entry.doing["number_digest"])
        if holder is not None and holder != person.pk:
            self.refuse(
                entry, "card_number", "card_id_mismatch", "该残疾人证号已登记在其他人名下。", "核对证号。"
            )
            return
        if card is not None:
            self._fit_old(entry, kind, stated, card)
        if entry.problems:
            return
        expires = stated.get("expires_on")
        if expires is None:
            expires = expiry_of(stated["issued_on"], years=rule_on(stated["issued_on"]).valid_years)
            if (
                KINDS[kind].keeps_expiry
                and card
                and card.expires_on
                and card.expires_on > stated["issued_on"]
            ):
                expires = card.expires_on
        keeps = card is not None and kind in (CaseKind.RENEW, CaseKind.REISSUE)
        values = {
            "number": stated["number"],
            "category": stated["category"],
            "grade": stated["grade"],
            "components": stated.get("components") or (card.components if keeps else ""),
            "issued_on": stated["issued_on"],
            "expires_on": expires,
        }
        entry.doing["result"] = Result(kind, person, card, stated["issued_on"], card=values)

    def _fit_old(self, entry, kind, stated, card):
        is_same_grade = (stated["category"], stated["grade"]) == (card.category, card.grade)
        if card.issued_on and stated["issued_on"] < card.issued_on:
            message = f"发证日期早于原证的发证日期（{card.issued_on}）。"
            self.refuse(entry, "issued_on", "date_invalid", message, "核对发证日期。")
        elif kind == CaseKind.RENEW and not is_same_grade:
            message = "换领不改变类别和等级，与原证不同。"
            self.refuse(entry, "case", "stands_otherwise", message, "类别或等级变了的，办理类型填“变更”。")
        elif kind == CaseKind.CHANGE and is_same_grade:
            message = "类别和等级都与原证相同。"
            self.refuse(entry, "case", "stands_otherwise", message, "没有变的，办理类型填“换领”。")
        elif kind == CaseKind.RENEW and card.number and stated["number"] != card.number:
            message = "换领不改变证号，与原证不同。"
            self.refuse(entry, "card_number", "stands_otherwise", message, "核对证号；遗失的填“补办”。")
        elif kind == CaseKind.REISSUE and card.number:
            self._fit_lost(entry, stated["number"], card)

    def _fit_lost(self, entry, number, card):
        try:
            wanted = number_after_loss(card.number, last=rule_on(entry.card["issued_on"]).last_suffix)
        except NumberExhausted as problem:
            self.refuse(entry, "card_number", "rule_refused", str(problem), "")
            return
        if number != wanted:
            message = f"补办的证号应以 {wanted[BASE:]} 结尾，前 20 位不变。"
            self.refuse(entry, "card_number", "stands_otherwise", message, "核对证号。")

    def _turn(self, entry, person, card):
        kind, on, stated = entry.doing["kind"], entry.doing["on"], entry.card
        if stated.get("number") and stated["number"] != card.number:
            self.refuse(entry, "card_number", "stands_otherwise", "与登记的残疾人证号不同。", "核对证号。")
        elif kind == CaseKind.CANCEL and not entry.doing["reason"]:
            words = "、".join(CancelReason.labels)
            self.refuse(entry, "reason", "required_missing", "没有填写注销原因。", f"请填：{words}。")
        elif on < person.birth_date:
            self.refuse(entry, "done_on", "date_invalid", "办理日期早于出生日期。", "核对日期。")
        entry.doing["result"] = Result(kind, person, card, on, reason=entry.doing["reason"])


def _say(entry, card):
    result = entry.doing["result"]
    entry.say("办理类型", "", CaseKind(result.kind).label)
    if result.card is None:
        entry.say("残疾人证状态", card.get_state_display(), CardState(STATES[result.kind]).label)
        entry.say("办理日期", "", result.on)
        if result.reason:
            entry.say("注销原因", "", CancelReason(result.reason).label)
        return
    entry.say("残疾人证号", card.masked_number if card else "", masked_card_number(result.card["number"]))
    for label, name, words in (("残疾类别", "category", Category), ("残疾等级", "grade", Grade)):
        old, new = getattr(card, name, ""), result.card[name]
        if old != new:
            entry.say(label, words(old).label if old else "", words(new).label)
    for label, name in (("发证日期", "issued_on"), ("有效期至", "expires_on")):
        entry.say(label, getattr(card, name, None) or "", result.card[name])
