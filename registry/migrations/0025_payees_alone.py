from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0024_payees_of_payments'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_is_somebodys',
        ),
        migrations.RemoveField(
            model_name='payment',
            name='payee_digest',
        ),
        migrations.RemoveField(
            model_name='payment',
            name='payee_name',
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('payee__isnull', False), _connector='OR'), name='payment_is_somebodys', violation_error_message='须写明发给谁。'),
        ),
    ]
