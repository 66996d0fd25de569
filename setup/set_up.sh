#!/bin/sh
# Makes a checkout ready: virtual environment, locked Python packages, missing system libraries.
# Usage: setup/set_up.sh run|test|proof|bench   (PYTHON=… chooses the interpreter)
# Says what it installs and why; does nothing when nothing that it depends on has changed since.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

profile=${1:?usage: setup/set_up.sh run|test|proof|bench}
case $profile in
run | test | proof | bench) ;;
*) echo "setup/set_up.sh: unknown profile '$profile': run, test, proof or bench" >&2 && exit 2 ;;
esac
venv=.venv
log=build/set-up.log

say() { echo "set-up: $*"; }
fail() { echo "set-up: $*" >&2 && exit 1; }

# Everything the result depends on, as one figure; the folder too, because an environment can't be moved.
key() {
    { cat pyproject.toml hatch_build.py requirements*.lock setup/* resources/translations/*/LC_MESSAGES/*.po 2>/dev/null || :
      pwd; } | cksum
}

logged() {
    "$@" >>"$log" 2>&1 || { tail -n 25 "$log" >&2; fail "this failed: $* (all of it: $log)"; }
}

# ---- Python

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "QA Desk needs Python 3.11 or newer, and none was found as ${PYTHON:-python3}. Install one, or name it: make $profile PYTHON=/path/to/python3"
}

venv_is_usable() {
    "$1/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        grep -q "$PWD/$1/" "$1/bin/pip" 2>/dev/null
}

make_venv() {
    if ! venv_is_usable "$1"; then
        say "making the virtual environment $1 with $python"
        rm -rf "$1"
        logged "$python" -m venv "$1"
    fi
}

# ---- system packages

is_there() {
    case $1 in
    lib:*) ldconfig -p 2>/dev/null | grep -q "${1#lib:} " ;;
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    file:*)
        for pattern in $(echo "${1#file:}" | tr '|' ' '); do
            [ -e "$pattern" ] && return 0
        done
        return 1
        ;;
    esac
}

# Prints "need package for what", one line for each package of this profile that is missing.
missing_packages() {
    case $profile in
    run) wanted='run' ;;
    proof) wanted='run test proof' ;;
    *) wanted='run test' ;;
    esac
    while read -r belongs need package check reason; do
        case " $wanted " in
        *" $belongs "*) is_there "$check" || echo "$need $package $reason" ;;
        esac
    done <setup/system_packages.txt
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "needed $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])') the virtual environment"
    fi
}

install_system_packages() {
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    names=$(echo "$missing" | awk '{ print $2 }' | tr '\n' ' ')
    command="apt-get install -y --no-install-recommends $names"
    say "missing on this system:"
    echo "$missing" | while read -r need package reason; do say "  $package - $reason ($need)"; done
    if ! command -v apt-get >/dev/null 2>&1; then
        say "there is no apt-get here; install what corresponds to these packages. Going on without them."
    elif [ "$(id -u)" = 0 ]; then
        apt env
    elif command -v sudo >/dev/null 2>&1; then
        say "asking sudo for the right to install them"
        if [ -t 0 ]; then apt sudo env; else apt sudo -n env; fi
    elif echo "$missing" | grep -q '^needed'; then
        fail "you are not root and there is no sudo. Ask someone who is root to run this, then try again:
    apt-get update && $command"
    else
        say "you are not root and there is no sudo; going on without them. Root installs them with:
    apt-get update && $command"
    fi
}

apt() {
    say "installing them with: $command"
    # Lists of a source that does not answer are no reason to stop: the packages may be known already.
    "$@" DEBIAN_FRONTEND=noninteractive apt-get update -q >>"$log" 2>&1 || say "apt-get update had trouble (see $log); trying all the same"
    # Word splitting of $command is meant: it is the command as it was shown.
    # shellcheck disable=SC2086
    logged "$@" DEBIAN_FRONTEND=noninteractive $command
}

# ---- Python packages

install_python_packages() {
    case $profile in
    run) project='.' ;;
    proof) project='.[dev,object-store]' ;;
    *) project='.[dev]' ;;
    esac
    say "installing the Python packages of requirements.lock into $venv (some 250 MB the first time)"
    logged "$venv/bin/python" -m pip install --disable-pip-version-check -q -c requirements.lock -e "$project"
}

# The peers pin old numerical libraries, so they live in an environment of their own, and not on the newest Python.
install_peers() {
    ours=$python
    for name in "$ours" python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; then
            python=$name
            make_venv .venv-peers
            python=$ours
            say "installing the packages to compare with into .venv-peers"
            logged .venv-peers/bin/python -m pip install --disable-pip-version-check -q -r requirements-peers.lock
            return
        fi
    done
    say "the packages to compare with need Python 3.11 or 3.12, and there is neither here; going on without them."
}

stamp=$venv/.set-up-$profile
now=$(key)
[ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || exit 0
mkdir -p build
: >"$log"
began=$(date +%s)
python=$(find_python)
[ "$(uname)" != Linux ] || install_system_packages
make_venv "$venv"
install_python_packages
case $profile in proof | bench) install_peers ;; esac
echo "$now" >"$stamp"
say "ready after $(($(date +%s) - began)) s"
