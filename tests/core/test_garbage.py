import gc

import pytest

from config import gunicorn


@pytest.fixture(autouse=True)
def _afterwards_as_before():
    yield
    gc.unfreeze()


def test_a_server_that_has_started_spares_the_collector_what_the_start_has_made():
    gunicorn.post_worker_init(worker=None)

    assert gc.get_freeze_count() > 100_000
