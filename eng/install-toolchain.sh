#!/usr/bin/env bash
# What compiling the handler for both architectures needs, and qemu to run the arm64 one: installed on Debian and Ubuntu, named elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."
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
needs advzip advancecomp
[ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
[ -e /usr/aarch64-linux-gnu/include/stdio.h ] || missing+=(libc6-dev-arm64-cross)
# The handler loads OpenSSL when it starts, which Lambda's image has and the cross compiler does not bring. Unpacked here, it leaves the machine's own packages alone.
openssl=artifacts/arm64-libraries
[ -e "$openssl/libssl.so.3" ] || missing+=(libssl3:arm64)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. On Debian and Ubuntu, eng/install-toolchain.sh installs them as root." >&2
    exit 1
fi
echo "Installing ${missing[*]}"
dpkg --add-architecture arm64
apt-get update -q
installed=()
for package in "${missing[@]}"; do [ "$package" = libssl3:arm64 ] || installed+=("$package"); done
[ ${#installed[@]} -eq 0 ] || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${installed[@]}"

if [ ! -e "$openssl/libssl.so.3" ]; then
    unpacked=$(mktemp -d)
    trap 'rm -rf "$unpacked"' EXIT
    mkdir -p "$openssl"
    (cd "$unpacked" && apt-get download -q libssl3:arm64 && dpkg-deb -x libssl3_*_arm64.deb .)
    cp "$unpacked"/usr/lib/aarch64-linux-gnu/lib{ssl,crypto}.so.3 "$openssl"
fi
