from tests.conftest import NINE as NINE
