"""The site for an HTTP server (granian runs it)."""

import os

from django.core.wsgi import get_wsgi_application

from akinai.core import logs, serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
serving.die_with_parent()
logs.configure()
application = get_wsgi_application()
