"""What gunicorn serves: `gunicorn newsroom.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from newsroom import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
database.limit_waiting()
gc.freeze()  # what is loaded by now stays: to look through it again took up to 80 ms amid a large page of the desk
