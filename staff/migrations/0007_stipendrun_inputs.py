from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0006_pay_runs_constraints")]

    operations = [
        migrations.AddField(
            model_name="stipendrun",
            name="inputs",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64, verbose_name="造册依据校验值"
            ),
            preserve_default=False,
        ),
    ]
