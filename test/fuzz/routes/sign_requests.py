"""Schemathesis loads this: every call is signed by AWS Signature Version 4, as a service signs it."""

import json
import os

import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from requests.auth import AuthBase

import stored_nothing  # noqa: F401, which registers a check

credentials = Credentials(os.environ["HERALD_ACCESS_KEY_ID"], os.environ["HERALD_SECRET_ACCESS_KEY"])


class Signature(AuthBase):
    def __call__(self, request):
        signed = AWSRequest(method=request.method, url=request.url, data=request.body or b"")
        SigV4Auth(credentials, "execute-api", os.environ["HERALD_REGION"]).add_auth(signed)
        request.headers.update(signed.headers.items())
        return request


schemathesis.auths.GLOBAL_AUTH_STORAGE.set_from_requests(Signature())


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value):
    """The document describes one line; a string is a whole body, such as the example."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode() + b"\n"
