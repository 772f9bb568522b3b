from django.db import migrations


def name_payees(apps, schema_editor):
    """Give each payment to a stranger its payee; of those of earlier lists only the masked name is known."""
    payee, payment = apps.get_model("registry", "Payee"), apps.get_model("registry", "Payment")
    strangers = payment.objects.filter(person=None).order_by("pk")
    found = {}
    for unit, digest, name in strangers.values_list("kind__unit", "payee_digest", "payee_name").iterator():
        found.setdefault((unit, digest), name)
    made = [payee(unit_id=unit, digest=digest, name=name) for (unit, digest), name in found.items()]
    payee.objects.bulk_create(made, batch_size=500)
    for one in payee.objects.order_by("pk"):
        rows = strangers.filter(kind__unit=one.unit_id, payee_digest=one.digest)
        rows.order_by().update(payee=one)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0023_payees'),
    ]

    operations = [
        migrations.RunPython(name_payees, migrations.RunPython.noop, elidable=True),
    ]
