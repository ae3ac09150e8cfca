#!/bin/sh
# Sees that the interpreter can make an environment. Debian keeps that part in a package of its own.
# Usage: system.sh PYTHON
set -eu
python=$1

say() { echo "otkel: $*" >&2; }

install() { # install PACKAGE REASON: with apt-get as root, else one line that says how
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "$2; installing $1"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
    else
        say "$2; install it with: sudo apt-get install -y $1"
        exit 1
    fi
}

command -v "$python" >/dev/null || install python3 "$python is missing"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "$("$python" -V) is too old, 3.11 is needed; name a newer one with: make PYTHON=python3.11"
    exit 1
fi
"$python" -c 'import ensurepip, venv' 2>/dev/null || install python3-venv "$python cannot make environments"
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "$python still cannot make environments; name Debian's own with: make PYTHON=/usr/bin/python3"
    exit 1
fi
