#!/bin/sh
# Puts the packages of a lock file, and Otkel itself, into .venv. Every package is checked by its hash.
# Usage: install.sh exactly|add LOCK     exactly: also removes what the lock does not name
set -eu
manner=$1
lock=$2
uv=.uv/bin/uv

[ -x .venv/bin/python ] || $uv venv --quiet --clear --python .uv/bin/python .venv
case $manner in
exactly) verb="sync" ;;
add) verb="install -r" ;;
esac
# pip knows package indexes that uv may not: it is asked where uv cannot get through.
# shellcheck disable=SC2086
if ! $uv pip $verb "$lock" --quiet --python .venv/bin/python --require-hashes; then
    echo "otkel: uv could not install; trying pip" >&2
    .uv/bin/python -m pip --python .venv/bin/python install --quiet --disable-pip-version-check \
        --require-hashes --no-deps -r "$lock"
fi
$uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
