from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="result_persons",
            field=models.PositiveIntegerField(default=0, verbose_name="结果中的人数"),
        ),
    ]
