"""What gunicorn reads wherever it is started from this directory. Options on the command line add to it."""

# Two threads of each worker answer requests: at equal CPU, the p99 is half of that with four, which wait for each other.
# (Whatever a process remembers, its threads share: newsroom/delivery/memory.py, cached_pages.py.)
threads = 2

# Nobody says for another where the site begins or which page was asked for (headers SCRIPT_NAME and PATH_INFO), and
# whether a browser came by https is asked by Django alone, of PROXY_COUNT proxies (newsroom/settings.py).
forwarder_headers = ""
forwarded_allow_ips = ""
