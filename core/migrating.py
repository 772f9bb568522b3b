"""What migrations of ours are made of."""

from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Create the tables of an app all at once.

    After each operation `migrate` draws up every model anew that is tied to a changed one. Nearly all of ours
    are tied to units and users, so a first start would spend most of a minute on that; with one operation for
    all tables of an app they are drawn up once.
    """

    category = OperationCategory.ADDITION

    def __init__(self, models):
        """Take the `CreateModel` of each table, a parent before its children."""
        self.models = models

    def deconstruct(self):
        return type(self).__name__, [], {"models": self.models}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # the models as they were drawn up so far
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.models)} models"

    @property
    def migration_name_fragment(self):
        return "models"
