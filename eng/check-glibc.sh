#!/usr/bin/env bash
# Fails when an executable needs a newer glibc than Amazon Linux 2023 has. Usage: eng/check-glibc.sh EXECUTABLE [NEWEST]
set -euo pipefail
executable=$1
newest=${2:-2.34}
objdump=objdump
# One architecture's objdump need not know another's files.
if ! objdump -T "$executable" >/dev/null 2>&1; then objdump=aarch64-linux-gnu-objdump; fi
needed=$("$objdump" -T "$executable" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu)
[ -n "$needed" ] || { echo "$executable names no glibc version: that is not a program for Amazon Linux." >&2; exit 1; }
highest=$(tail -1 <<<"$needed")
if [ "$(printf '%s\n' "GLIBC_$newest" "$highest" | sort -V | tail -1)" != "GLIBC_$newest" ]; then
    echo "$executable needs $highest; Amazon Linux 2023 has GLIBC_$newest:" >&2
    "$objdump" -T "$executable" | grep -F "$highest" >&2
    exit 1
fi
echo "$executable needs $highest at most; Amazon Linux 2023 has GLIBC_$newest"
