#!/bin/sh
# Copies a ledger while it is in use, and signs a head that shows later whether a restored copy is whole.
# Usage: backup.sh FOLDER     OTKEL_DB names the ledger, OTKEL_KEYS the folder of its keys
# The keys are not copied: whoever has both has the data. Copy them to another place.
set -eu
umask 077
folder=$1
copy=$folder/otkel-$(date -u +%Y%m%dT%H%M%SZ)

otkel ledger head --db "$OTKEL_DB" --json >"$copy.head.json"
case $OTKEL_DB in
sqlite:///*) otkel ledger backup "$copy.db" --db "$OTKEL_DB" >/dev/null ;;
*) pg_dump --format=custom --no-owner --no-privileges --file="$copy.dump" "$OTKEL_DB" ;;
esac
echo "$copy"
