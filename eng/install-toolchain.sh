#!/usr/bin/env bash
# What compiling the handler for both architectures needs, and qemu to run the arm64 one: installed on Debian and Ubuntu, named elsewhere.
set -euo pipefail
if [ "$(uname -m)" != x86_64 ]; then
    echo "Packages are built on x86_64, where the arm64 handler is cross-compiled." >&2
    exit 1
fi
missing=()
needs() { command -v "$1" >/dev/null || missing+=("$2"); }
needs objdump binutils
needs clang clang
needs ld.lld lld
needs aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
needs aarch64-linux-gnu-objcopy binutils-aarch64-linux-gnu
needs qemu-aarch64-static qemu-user-static
[ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
[ -e /usr/aarch64-linux-gnu/include/stdio.h ] || missing+=(libc6-dev-arm64-cross)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. On Debian and Ubuntu, eng/install-toolchain.sh installs them as root." >&2
    exit 1
fi
echo "Installing ${missing[*]}"
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
