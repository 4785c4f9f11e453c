"""Rows made before there were workspaces belong to the first one."""

from django.db import migrations

OF_A_WORKSPACE = ["Account", "Event", "ImportRun", "MarketDataset", "Rep", "Scenario"]


def enter_first_workspace(apps, schema_editor):
    """Make the first workspace where there is something to put into it."""
    models = [apps.get_model("maillage", name) for name in OF_A_WORKSPACE]
    filled = [model for model in models if model._base_manager.exists()]
    if filled:
        workspace = apps.get_model("maillage", "Workspace").objects.create(
            slug="main", name="Maillage"
        )
        for model in filled:
            model._base_manager.update(workspace=workspace)


class Migration(migrations.Migration):
    dependencies = [("maillage", "0002_workspaces_and_people")]
    operations = [migrations.RunPython(enter_first_workspace, migrations.RunPython.noop)]
