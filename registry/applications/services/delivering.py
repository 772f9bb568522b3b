"""Handing out the paper that says what came of an application (告知书的送达和领取)."""

from django.db import transaction
from django.utils import timezone

from registry.applications.choices import LEVEL_PERMISSIONS, Act, DeliveryWay
from registry.applications.models import ApplicationEntry
from registry.applications.services.refusal import ApplicationRefused, locked

WITNESSED = {
    DeliveryWay.BY_ANOTHER: "请写明代领人与申请人的关系。",
    DeliveryWay.MAIL: "请写明邮件单号。",
    DeliveryWay.LEFT: "请写明拒收的情况和见证人。",
}


def may_deliver(user, application):
    """True while the paper has not been handed out, for who acts at the level that hands it out."""
    delivery = application.procedure.delivery
    if delivery is None or not application.is_to_deliver:
        return False
    return user.scope_of(LEVEL_PERMISSIONS[delivery.level]).covers(application.handler_unit)


@transaction.atomic
def record_delivery(application, *, by, at, on, way, received_by="", text=""):
    """Write down how and when the paper with the result reached the applicant; return the application.

    The days for a review by the authority above (行政复议) run from then.

    :raises ApplicationRefused: not the actor's, nothing to hand out, not complete, or the day does not fit.
    """
    application = locked(application)
    if not may_deliver(by, application):
        raise ApplicationRefused("该申请没有待送达的告知书，或者不在您的管辖范围内。")
    if not application.closed_on <= on <= timezone.localdate(at):
        raise ApplicationRefused("送达日期须在办结之后，不能晚于今天。", field="on")
    if way != DeliveryWay.LEFT and not received_by.strip():
        raise ApplicationRefused("请填写签收人。", field="received_by")
    if way in WITNESSED and not text.strip():
        raise ApplicationRefused(WITNESSED[way], field="text")
    delivery = application.procedure.delivery
    facts = [["送达方式", DeliveryWay(way).label]] + ([["签收人", received_by]] if received_by else [])
    ApplicationEntry.objects.create(
        application=application, act=Act.DELIVER, step_number=len(application.procedure.steps),
        step_name=delivery.name, level=delivery.level, due_on=application.deliver_by, on=on, at=at, by=by,
        unit=application.handler_unit, facts=facts, text=text,
    )  # fmt: skip
    application.delivered_on, application.delivery_way, application.received_by = on, way, received_by
    application.save(update_fields=["delivered_on", "delivery_way", "received_by", "updated_at"])
    return application
