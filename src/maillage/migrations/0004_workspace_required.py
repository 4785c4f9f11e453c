import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("maillage", "0003_first_workspace")]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="marketdataset",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="rep",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="scenario",
            name="workspace",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="maillage.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["workspace", "country", "state", "county"],
                name="maillage_ac_workspa_341f3d_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["workspace", "postal_code"], name="maillage_ac_workspa_0798dd_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["workspace", "subject_type", "subject_id"],
                name="maillage_ev_workspa_74fc57_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("workspace", "external_id"), name="account_id_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="marketdataset",
            constraint=models.UniqueConstraint(
                fields=("workspace", "kind", "sha256", "vintage"), name="market_dataset_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rep",
            constraint=models.UniqueConstraint(
                fields=("workspace", "external_id"), name="rep_id_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.UniqueConstraint(
                fields=("workspace", "name"), name="scenario_name_once"
            ),
        ),
    ]
