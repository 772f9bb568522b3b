from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0001_initial"),
        ("registry", "0016_bindings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="person_list",
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["archived_at", "unit_path", "pinyin", "id", "name"], name="person_search"
            ),
        ),
    ]
