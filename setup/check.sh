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
check 'types' "$bin/python" -m pyright
if [ "${1:-}" != --static ]; then
    # what the tests start begins sooner where modules are kept compiled
    unset PYTHONDONTWRITEBYTECODE
    check 'tests' env QT_QPA_PLATFORM=offscreen "$bin/python" -m pytest -n 2 --dist worksteal "$@"
fi
if [ -n "$failed" ]; then
    echo "not good:${failed%,}"
    exit 1
fi
