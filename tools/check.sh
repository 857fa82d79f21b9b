#!/usr/bin/env bash
# Everything that must hold besides the tests; `make check` runs it. All checks run, whatever fails.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=()

check() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

# Unused functions, classes and methods. Not "variables": the fields of regulations and events and
# the members of enumerations are data, read from TOML and stored by name. Ruff finds the local ones.
dead_code() {
    local found status
    found=$(.venv/bin/vulture)
    status=$?
    if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then # 3: it found something
        echo "$found"
        return 1
    fi
    ! grep -v -e ': unused variable ' -e '^$' <<<"$found"
}

# What `make schema` writes must be what is already there.
generated_files_are_fresh() {
    local before
    before=$(mktemp -d)
    mkdir -p docs/generated
    cp -R docs/generated/. "$before"
    make --no-print-directory schema && diff -r "$before" docs/generated
    local result=$?
    rm -rf "$before"
    rmdir docs/generated 2>/dev/null
    [ "$result" -eq 0 ] || echo "docs/generated/ was out of date; it is fresh now: look, and commit it."
    return "$result"
}

check "lint" .venv/bin/ruff check
check "format" .venv/bin/ruff format --check
check "types" .venv/bin/mypy
check "dead code" dead_code
check "architecture" .venv/bin/python -m pytest -q tests/architecture
check "generated files" generated_files_are_fresh
check "generated client" .venv/bin/python -m tools.make_client --check

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "All checks hold."
