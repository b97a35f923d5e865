"""`python -m akinai` is the command `akinai`: load Django, choose the language, run the command."""

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    # Only now: the commands' help texts are translated while their modules are loaded.
    from akinai.core.terminal import run

    run()


if __name__ == "__main__":
    main()
