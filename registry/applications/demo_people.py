"""Who acts in the invented applications, and how their results reach the applicants."""

from registry.applications.choices import Act, DeliveryWay, Level
from registry.applications.models import ApplicationEntry
from registry.applications.services.refusal import unit_at


class HandingOut:
    """A mixin of the maker of the demo: the county's people take turns, the township hands out."""

    def _deliver(self, one, day):
        """The paper with the result is handed out within its days, or not yet."""
        rule = one.procedure.delivery
        one.handler_unit = unit_at(one, rule.level)
        one.deliver_by = self._after(day, rule.days, rule.counting)
        on = self._by_today(self._calendar.after(day, self._rng.randint(1, rule.days + 1)))
        if on is None:
            return
        one.delivered_on, one.delivery_way = on, DeliveryWay.IN_PERSON
        one.received_by = one.applicant_name
        facts = [["送达方式", DeliveryWay.IN_PERSON.label], ["签收人", one.received_by]]
        by = self._clerks.get(one.handler_unit.pk) or self._stand_ins.get(rule.level, self._by)
        self._entries.append(
            ApplicationEntry(
                application=one, act=Act.DELIVER, step_number=len(one.procedure.steps), step_name=rule.name,
                level=rule.level, on=on, due_on=one.deliver_by, at=self._at, facts=facts, by=by,
                unit=one.handler_unit,
            )
        )  # fmt: skip

    def _actor(self, one, act):
        """Return who acts: at the county somebody else than in the step before, where that is asked for."""
        if act not in (Act.PASS, Act.GRANT) or one.step_level != Level.COUNTY:
            return self._clerk(one)
        before = self._county_acts.get(one.number)
        takes_turns = before == self._by and one.procedure.must_differ(one.step_number)
        by = self._approver if takes_turns else self._by
        self._county_acts[one.number] = by
        return by
