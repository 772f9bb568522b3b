"""How gunicorn serves the application; the address comes from whoever starts it (`--bind`)."""

from importlib import import_module

from core.garbage import settle

wsgi_app = "config.wsgi"
preload_app = True  # one import for all workers: half the memory, half the start
worker_class = "gthread"
workers = 2
threads = 4
timeout = 120  # a 50 MB workbook over a weak line
graceful_timeout = 10
max_requests = 5000  # a slow leak in a library never grows old
max_requests_jitter = 500
loglevel = "warning"
errorlog = "-"
accesslog = None  # who looked at what is in the audit log
control_socket_disable = True


def when_ready(server):
    """Read all views before the workers are made, so that the first visitor does not wait for them."""
    import_module("config.urls")


def post_worker_init(worker):
    """Keep the collector away from what the start has made."""
    settle()
