from datetime import timedelta

from tests.conftest import NINE as NINE

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
