from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "核心"

    def ready(self):
        from core import fonts, places  # noqa: F401 - the fonts bring a check of the settings

        places.register_all()
