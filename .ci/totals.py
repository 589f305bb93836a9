"""Adds up what vitest's JSON reports say, and prints it as the closing line; with --skipped, what was skipped."""

import json
import sys

arguments = sys.argv[1:]
reports = [json.load(open(file, encoding="utf-8")) for file in arguments if file != "--skipped"]

if "--skipped" in arguments:
    tests = [test for report in reports for file in report["testResults"] for test in file["assertionResults"]]
    skipped = [test["fullName"] for test in tests if test["status"] in ("pending", "skipped", "todo")]
    print(f"{len(skipped)} skipped, for what the target lacks:")
    for name in skipped:
        print(f"  - {name}")
    sys.exit()

passed = sum(report["numPassedTests"] for report in reports)
failed = sum(report["numFailedTests"] for report in reports)
print(f"{passed} passed, {failed} failed")
# A file that fails to load has no failed test, and fails all the same.
sys.exit(0 if all(report["success"] for report in reports) else 1)
