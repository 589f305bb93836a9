"""A check of schemathesis: a call that is refused has stored nothing.

The tables of the local cloud count what is written and stays. Other functions write meanwhile, of what was accepted
before; so a refused call that saw a write is repeated, and only one that sees a write every time is blamed.
"""

import os
import time

import requests
import schemathesis

tables = os.environ["HERALD_TABLES_URL"]
session = requests.Session()
times = 6


def writes_left():
    return session.get(f"{tables}/writes", timeout=10).json()["left"]


before = {}


@schemathesis.hook
def before_call(_context, case, _kwargs):
    before["writes"] = writes_left()


@schemathesis.check
def refused_calls_store_nothing(_context, response, _case):
    if response.status_code < 400 or writes_left() <= before["writes"]:
        return
    for _ in range(times):
        time.sleep(0.5)
        count = writes_left()
        again = session.send(response.request, timeout=30)
        if again.status_code < 400:
            # What is in flight or not finished may be so by now; anything else was made to fit by the call itself.
            assert response.status_code in (409, 429), f"{response.status_code}, and then {again.status_code}"
            return
        if writes_left() <= count:
            return
    raise AssertionError(f"{response.status_code}, and each of {times} repeats left a write more in the tables")
