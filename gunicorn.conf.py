"""What gunicorn reads wherever it is started from this directory. Options on the command line add to it."""

import os
import shutil
import tempfile

# Two threads of each worker answer requests: at equal CPU, the p99 is half of that with four, which wait for each other.
# (Whatever a process remembers, its threads share: newsroom/delivery/memory.py, cached_pages.py.)
threads = 2

# Nobody says for another where the site begins or which page was asked for (headers SCRIPT_NAME and PATH_INFO), and
# whether a browser came by https is asked by Django alone, of PROXY_COUNT proxies (newsroom/settings.py).
forwarder_headers = ""
forwarded_allow_ips = ""


if os.environ.get("METRICS_TOKEN"):
    # Each process counts into a file here; newsroom/operations/metrics.py adds them up.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="newsroom-metrics-"))


def child_exit(server, worker):
    """Keep what a process counted, and forget what it last was."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server):
    """Delete the counts, which begin again with the next start."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def on_starting(server):
    """Log as the site does (LOG_FORMAT)."""
    if os.environ.get("LOG_FORMAT") == "json":
        from newsroom.operations.json_log import Formatter

        for log in (server.log.error_log, server.log.access_log):
            for handler in log.handlers:
                handler.setFormatter(Formatter())
