from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Entry",
            [("id", models.AutoField(primary_key=True)), ("text", models.TextField())],
        )
    ]
