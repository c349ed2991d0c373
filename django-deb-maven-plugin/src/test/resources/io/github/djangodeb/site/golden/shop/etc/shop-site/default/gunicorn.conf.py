"""How gunicorn runs shop: https://docs.gunicorn.org/en/stable/settings.html

The socket comes from systemd. A change takes effect with "shop reload".
"""

import os

# A process for each processor; threads answer while others wait for the database.
workers = max(2, min(8, len(os.sched_getaffinity(0))))
# An application of ASGI is given uvicorn's workers whatever this says.
worker_class = "gthread"
threads = 4

# Seconds. A worker that does not stir for so long is replaced. When workers are
# stopped their requests have as long to finish as nginx waits for an answer
# (proxy_read_timeout), so that no upgrade cuts off what nginx still waits for.
timeout = 60
graceful_timeout = 60

# Workers are not replaced after a number of requests: that loses some.
max_requests = 0

# Only nginx can connect to the socket, and it overwrites these headers.
forwarded_allow_ips = "*"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}

# As long as nginx takes them.
limit_request_line = 8190

# nginx writes the access log; errors go to the journal.
accesslog = None
errorlog = "-"
loglevel = "info"

# The heartbeat of the workers is a file: in memory, where no busy disk delays it.
worker_tmp_dir = "/dev/shm"
