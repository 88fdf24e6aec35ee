#!/bin/sh
# Finds a Python that can run medvoice (3.11 or newer) and hands over to setup.py.
# PYTHON=/path/to/python overrides the search. The version is asked of the program itself: a
# "python3.12" on the path may be a shim with nothing behind it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

good() {
    "$1" -c 'import sys; raise SystemExit(not sys.version_info >= (3, 11))' >/dev/null 2>&1
}

# 3.14 last: MedASR's loading code was seen to crash there.
for candidate in "${PYTHON:-}" python3 python3.12 python3.11 python3.13 python3.14 /usr/bin/python3; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && good "$candidate"; then
        exec "$candidate" "$here/setup.py" "$@"
    fi
done
echo "medvoice needs Python 3.11 or newer, and none was found." >&2
echo "Nothing was changed. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2
echo "Elsewhere: install it and run  PYTHON=/path/to/python3 make setup" >&2
exit 1
