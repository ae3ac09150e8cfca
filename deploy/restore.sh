#!/bin/sh
# Puts a copy in the place of a ledger that is not there, or of an empty database, and verifies it.
# Usage: restore.sh COPY      as backup.sh printed it; OTKEL_DB and OTKEL_KEYS as there
# The keys are put back first, with the newest list of those who are to be forgotten.
set -eu
umask 077
copy=$1

case $OTKEL_DB in
sqlite:///*)
    file=${OTKEL_DB#sqlite:///}
    for one in "$file" "$file-wal" "$file-shm"; do
        if [ -e "$one" ]; then
            echo "otkel: $one is there; move it away first" >&2
            exit 1
        fi
    done
    cp "$copy.db" "$file"
    ;;
*) pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="$OTKEL_DB" "$copy.dump" ;;
esac
otkel ledger verify --db "$OTKEL_DB" --head "$copy.head.json"
