#!/usr/bin/env bash
# Compiles the handler ahead of time and packs it for Lambda: artifacts/handler/linux-{x64,arm64}.zip, holding `bootstrap`.
# x64 needs g++ (or clang). arm64 on x64 needs clang, lld, binutils-aarch64-linux-gnu, libc6-dev-arm64-cross, gcc-aarch64-linux-gnu and zlib1g-dev:arm64.
set -euo pipefail
cd "$(dirname "$0")/.."
architecture="${1:-x64}"
case "$architecture" in
  x64) options=() ;;
  arm64) options=(); [ "$(uname -m)" = aarch64 ] || options=(-p:ObjCopyName=aarch64-linux-gnu-objcopy) ;;
  *) echo "Usage: eng/publish-handler.sh [x64|arm64]" >&2; exit 2 ;;
esac
out="artifacts/handler/linux-$architecture"
rm -rf "$out"
dotnet publish src/LlmGateway.Handler -c Release -r "linux-$architecture" -o "$out" --nologo -v q "${options[@]}"

# Amazon Linux 2023 has glibc 2.34.
newest=$(readelf -W --dyn-syms "$out/bootstrap" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1 || true)
if [ -n "$newest" ] && [ "$(printf '%s\n' GLIBC_2.34 "$newest" | sort -V | tail -1)" != GLIBC_2.34 ]; then
  echo "bootstrap needs $newest; Amazon Linux 2023 has GLIBC_2.34" >&2
  exit 1
fi
dotnet run --file eng/ZipBootstrap.cs -- "$out/bootstrap" "$out.zip"
# The same content in 3 % fewer bytes, where there is advzip: eng/pack.sh installs it.
! command -v advzip >/dev/null || advzip --quiet --recompress -2 "$out.zip"
echo "$out.zip: $(stat -c %s "$out.zip") bytes"
