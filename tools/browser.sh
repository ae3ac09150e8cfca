#!/bin/sh
# Sees that there is a browser for the tests of pages, and letters of Russian and Kazakh for it.
# Without one those tests are skipped and say so: a machine that cannot have a browser can still test the rest.
set -u

say() { echo "otkel: $*" >&2; }

for program in chromium chromium-browser google-chrome; do
    command -v "$program" >/dev/null && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "no browser here, tests of pages are skipped; sudo apt-get install -y chromium fonts-dejavu-core"
    exit 0
fi
say "no browser here; installing chromium and fonts-dejavu-core for the tests of pages"
apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core \
        >/dev/null ||
    say "chromium could not be installed: tests of pages are skipped"
