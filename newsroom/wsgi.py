"""What gunicorn serves: `gunicorn newsroom.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from newsroom import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from newsroom.delivery.cdn import cdn  # noqa: E402  models need Django to be set up
from newsroom.delivery.front import front  # noqa: E402
from newsroom.operations.metrics import front_counter  # noqa: E402

cdn()  # one that can't be used stops the start
application = front(django, front_counter())
database.limit_waiting()
gc.freeze()  # collecting what is loaded by now took up to 80 ms during a request
