"""Prints the id of the REST API out of the outputs that `cdk deploy` wrote."""

import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    stacks = json.load(file)
urls = [outputs["ApiUrl"] for outputs in stacks.values() if "ApiUrl" in outputs]
if len(urls) != 1:
    sys.exit(f"There should be one output ApiUrl, not {len(urls)}: {stacks}")
print(re.match(r"https?://([^.]+)\.execute-api\.", urls[0]).group(1))
