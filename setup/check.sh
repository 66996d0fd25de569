#!/bin/sh
# The checks behind `make test` and `make lint`. Runs all of them though one fails; fails when any did.
# Usage: setup/check.sh [--static] [arguments for pytest]
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=''

check() {
    name=$1 && shift
    printf '\n== %s\n' "$name"
    began=$(date +%s)
    if "$@"; then result=passed; else result=FAILED && failed="$failed $name,"; fi
    echo "== $name: $result after $(($(date +%s) - began)) s"
}

check 'lint' "$bin/ruff" check .
check 'format' "$bin/ruff" format --check .
check 'import floors' "$bin/lint-imports" --no-logo
if [ "${1:-}" = --static ]; then
    check 'types' "$bin/python" -m pyright
else
    # a minute on one processor, while the tests wait for disks, servers and sound on theirs; told after them
    types=$(mktemp)
    nice "$bin/python" -m pyright >"$types" 2>&1 &
    pyright=$!
    trap 'rm -f "$types"; kill "$pyright" 2>/dev/null' EXIT
    trap 'exit 130' INT TERM
    # what the tests start begins sooner where modules are kept compiled
    unset PYTHONDONTWRITEBYTECODE
    check 'tests' env QT_QPA_PLATFORM=offscreen "$bin/python" -m pytest -n 2 --dist worksteal "$@"
    check 'types' wait "$pyright"
    cat "$types"
fi
if [ -n "$failed" ]; then
    echo "not good:${failed%,}"
    exit 1
fi
