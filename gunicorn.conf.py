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


if os.environ.get("METRICS_TOKEN") and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    # Each process counts into a file here; newsroom/operations/metrics.py adds them up.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="newsroom-metrics-")


def child_exit(server, worker):
    """Keep what a process counted, and forget what it last was."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server):
    """Delete the counts, which begin again with the next start."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


if os.environ.get("LOG_FORMAT") == "json":
    from gunicorn.glogging import Logger

    from newsroom.operations.json_log import Formatter

    class JsonLogger(Logger):
        """Log as the site does."""

        def setup(self, cfg):
            super().setup(cfg)
            for handler in (*self.error_log.handlers, *self.access_log.handlers):
                handler.setFormatter(Formatter())

    logger_class = JsonLogger
