#!/usr/bin/env bash
# Packs what we ship into artifacts/packages: LlmGateway.Constructs with the native handler for arm64 and x86_64 inside, the tool llm-gateway, and LlmGateway.Client.
# The same sources on the same machine give the same bytes. Usage: eng/pack.sh [--handlers-only]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

bash eng/install-toolchain.sh

# Sources are named from the repository's root, and files carry the commit's time: neither this folder nor this hour goes into a package.
if [ -e .git ]; then
    export ContinuousIntegrationBuild=true
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
else
    SOURCE_DATE_EPOCH=315532800 # 1980: an archive has no commit, and zip files no earlier year.
fi
export SOURCE_DATE_EPOCH

# What an ordinary build left here holds this folder's path, and would not be compiled again.
rm -rf src/*/obj/Release src/*/bin/Release

for architecture in x64 arm64; do
    bash eng/publish-handler.sh "$architecture"
    bash eng/check-glibc.sh "artifacts/handler/linux-$architecture/bootstrap"
done
[ "${1:-}" = --handlers-only ] && exit 0

packages=artifacts/packages
rm -rf "$packages"
dotnet pack src/LlmGateway.Constructs -c Release --nologo -v q -p:NativeHandlers="$PWD/artifacts/handler"
dotnet pack src/LlmGateway.Tool -c Release --nologo -v q
dotnet pack src/LlmGateway.Client -c Release --nologo -v q

most=$((20 * 1000 * 1000))
for package in "$packages"/*.nupkg; do
    bytes=$(stat -c %s "$package")
    echo "$package: $bytes bytes"
    [ "$bytes" -le "$most" ] || { echo "$package is larger than 20 MB." >&2; exit 1; }
done
