"""Waits, at most a minute, until the server at the URL answers; the second argument is its certificate."""

import ssl
import sys
import time
import urllib.error
import urllib.request

url, certificate = sys.argv[1:]
context = ssl.create_default_context(cafile=certificate)
deadline = time.monotonic() + 60
while True:
    try:
        urllib.request.urlopen(url, context=context, timeout=5).close()
        break
    except (urllib.error.URLError, OSError) as error:
        if time.monotonic() > deadline:
            sys.exit(f"{url} does not answer: {error}")
        time.sleep(0.2)
