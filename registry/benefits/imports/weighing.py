"""What a list of grants would do: begin, change or end. Every objection that the single grant would meet."""

from registry.benefits.models import BenefitStandard, Grant
from registry.benefits.months import first_of
from registry.imports.register import look_up
from registry.imports.tables.reading import CHANGED, NEW, UNCHANGED

START, CHANGE, END = "start", "change", "end"


class Weigher:
    """Gives every sound entry its outcome, or the problem that only the register can know. Six queries."""

    def __init__(self, refuse):
        self.refuse = refuse  # takes entry, key, code, and in words what is wrong and what to do

    def weigh(self, entries, scope):
        entries = [entry for entry in entries if not entry.problems]
        register = look_up(entries, scope)
        kinds = {entry.doing["kind"].pk for entry in entries}
        self.tiers = {}
        for one in BenefitStandard.objects.filter(kind__in=kinds).order_by("order", "pk"):
            self.tiers.setdefault(one.kind_id, []).append(one)
        grants = Grant.objects.filter(person__id_digest__among=[entry.id_digest for entry in entries])
        self.running, self.last = {}, {}
        for grant in grants.select_related("person", "kind").order_by("first_month"):
            key = (grant.person_id, grant.kind_id)
            if grant.is_running:
                self.running[key] = grant
            else:
                self.last[key] = max(grant, self.last.get(key, grant), key=lambda one: one.last_month)
        for entry in entries:
            self._place(entry, register)

    def _place(self, entry, register):
        person = register.persons.get(entry.id_digest)
        if person is None:
            is_elsewhere = entry.id_digest in register.elsewhere
            code = "outside_scope" if is_elsewhere else "not_registered"
            message = "已登记在其他单位。" if is_elsewhere else "登记表里没有此人。"
            self.refuse(entry, "id_number", code, message, "请先登记，或由所属单位导入。")
            return
        if person.name != entry.name:
            message = f"登记表里这个身份证号是{person.name}。"
            self.refuse(entry, "name", "stands_otherwise", message, "核对姓名和身份证号。")
            return
        card = register.cards.get(person.pk)
        if entry.card and card is not None and card.number and entry.card["number"] != card.number:
            self.refuse(
                entry, "card_number", "stands_otherwise", "与登记的残疾人证号不同。", "核对残疾人证号。"
            )
            return
        entry.person = person
        running = self.running.get((person.pk, entry.doing["kind"].pk))
        if entry.doing["last_month"]:
            self._end(entry, person, running)
        elif running is None:
            self._start(entry, person)
        else:
            self._change(entry, running)

    def _start(self, entry, person):
        doing, first = entry.doing, entry.doing["first_month"]
        if first is None:
            message = "没有填写享受补贴起始月份。"
            self.refuse(entry, "first_month", "required_missing", message, "补填从哪个月起享受。")
            return
        standard = self._standard(entry, first)
        if standard is None:
            return
        if person.archive_date and first_of(person.archive_date) < first:
            message = f"此人已于 {person.archive_date} 归档（{person.get_archive_reason_display()}）。"
            self.refuse(entry, "first_month", "rule_refused", message, "核对起始月份。")
            return
        before = self.last.get((person.pk, doing["kind"].pk))
        if before is not None and before.last_month >= first:
            message = f"已核定 {before.first_month:%Y-%m} 至 {before.last_month:%Y-%m}，月份重叠。"
            self.refuse(entry, "first_month", "rule_refused", message, "核对起始月份。")
            return
        doing |= {"act": START, "tier": standard.tier, "amount": doing["amount"] or standard.amount}
        entry.outcome = NEW
        entry.say("补贴", "", doing["kind"].name)
        entry.say("档次", "", doing["tier"])
        entry.say("每月金额", "", f"{doing['amount']:,.2f} 元")
        entry.say("起始月份", "", f"{first:%Y-%m}")

    def _change(self, entry, running):
        doing = entry.doing
        tier, amount = doing["tier"] or running.tier, doing["amount"]
        entry.target = running
        if tier == running.tier and amount in (None, running.amount):
            entry.outcome = UNCHANGED
            return
        since = doing["from_month"]
        if since is None:
            message = (
                f"正在享受{running.tier}，每月 {running.amount:,.2f} 元，与表中不同，而没有填写变更月份。"
            )
            self.refuse(entry, "from_month", "required_missing", message, "补填从哪个月起变更。")
            return
        if since < running.first_month:
            message = f"变更月份早于起始月份 {running.first_month:%Y-%m}。"
            self.refuse(entry, "from_month", "rule_refused", message, "核对变更月份。")
            return
        standard = self._standard(entry, since)
        if standard is None:
            return
        doing |= {"act": CHANGE, "tier": standard.tier, "amount": amount or standard.amount}
        entry.outcome = CHANGED
        entry.say("补贴", "", doing["kind"].name)
        entry.say("档次", running.tier, doing["tier"])
        entry.say("每月金额", f"{running.amount:,.2f} 元", f"{doing['amount']:,.2f} 元")
        entry.say("变更月份", "", f"{since:%Y-%m}")

    def _end(self, entry, person, running):
        last, doing = entry.doing["last_month"], entry.doing
        before = self.last.get((person.pk, doing["kind"].pk))
        if running is None and before is not None and before.last_month == last:
            entry.target, entry.outcome = before, UNCHANGED
        elif running is None:
            self.refuse(entry, "last_month", "rule_refused", "此人没有在享受这种补贴。", "核对补贴类型。")
        elif not doing["reason"]:
            self.refuse(entry, "reason", "required_missing", "没有填写停发原因。", "补填停发原因。")
        elif last < running.first_month:
            message = f"最后月份早于起始月份 {running.first_month:%Y-%m}。"
            self.refuse(entry, "last_month", "rule_refused", message, "核对月份。")
        else:
            entry.target, entry.outcome = running, CHANGED
            doing["act"] = END
            entry.say("补贴", "", doing["kind"].name)
            entry.say("最后月份", "", f"{last:%Y-%m}")
            entry.say("停发原因", "", doing["reason"])

    def _standard(self, entry, month):
        """Return the tier of a row: as it says, else the only one with that amount; None after a refusal."""
        doing = entry.doing
        tiers = [
            one
            for one in self.tiers.get(doing["kind"].pk, [])
            if one.valid_from <= month and (one.valid_to is None or one.valid_to >= month)
        ]
        named = "、".join(one.tier for one in tiers) or "（没有）"
        if doing["tier"]:
            found = [one for one in tiers if one.tier == doing["tier"]]
            message = f"{doing['kind']}在 {month:%Y-%m} 没有名为“{doing['tier']}”的档次。"
        else:
            found = [one for one in tiers if doing["amount"] in (None, one.amount)]
            message = "没有填写补贴对象类型，按金额也认不出是哪一档。"
        if len(found) == 1:
            return found[0]
        self.refuse(entry, "tier", "value_unknown", message, f"请填：{named}。")
        return None
