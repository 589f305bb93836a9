#!/usr/bin/env bash
# Fuzzes every route of docs/openapi.json on a local cloud of its own: no 5xx, no status that the document does not
# name, no answer unlike its schema, nothing taken that the document forbids, and nothing stored by what is refused. The
# pages behind links are on an API of their own.
#   usage: test/fuzz/routes/run.sh SCHEMATHESIS [EXAMPLES_PER_OPERATION]
set -euo pipefail
cd "$(dirname "$0")/../../.."
schemathesis=$1
examples=${2:-50}
data=$(mktemp -d)
HERALD_LOCAL_DIR=$data PORT=${PORT:-4170} node bin/local.ts --fresh >"$data.log" 2>&1 &
cloud=$!
trap 'kill -INT $cloud 2>/dev/null; wait $cloud 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 300); do
  [ -f "$data/endpoints.json" ] && break
  kill -0 $cloud 2>/dev/null || { cat "$data.log"; exit 1; }
  sleep 0.2
done
endpoint() { node -p "JSON.parse(require('fs').readFileSync('$data/endpoints.json')).$1"; }
HERALD_ACCESS_KEY_ID=$(endpoint accessKeyId)
HERALD_SECRET_ACCESS_KEY=$(endpoint secretAccessKey)
HERALD_REGION=$(endpoint region)
HERALD_TABLES_URL=http://127.0.0.1:$(node -p "JSON.parse(require('fs').readFileSync('$data/ports.json')).dynamodb")
export HERALD_ACCESS_KEY_ID HERALD_SECRET_ACCESS_KEY HERALD_REGION HERALD_TABLES_URL
fuzz() {
  PYTHONPATH=test/fuzz/routes SCHEMATHESIS_HOOKS=sign_requests "$schemathesis" --config-file test/fuzz/routes/schemathesis.toml run docs/openapi.json \
    --url "$1" --phases examples,coverage,fuzzing --max-examples "$examples" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection,refused_calls_store_nothing \
    --generation-deterministic --continue-on-failure --warnings off "${@:2}"
}
fuzz "$(endpoint apiUrl)" --exclude-tag public
fuzz "$(endpoint publicUrl)" --include-tag public
