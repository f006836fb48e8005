#!/usr/bin/env bash
# Makes Constructs 10.5.x and the asset of the AWS CLI as NuGet packages from their npm packages, where the NuGet registry at hand lacks them: CDK 2.267 and
# newer need them. Usage: eng/constructs-feed.sh FOLDER. Does nothing if FOLDER has them.
set -euo pipefail
feed=$(realpath -m "$1")
constructs=10.5.1
asset=2.2.292
[ -f "$feed/Constructs.$constructs.nupkg" ] && [ -f "$feed/Amazon.CDK.Asset.AwsCliV1.$asset.nupkg" ] && exit 0
mkdir -p "$feed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund jsii-pacmak@1.140.0 >/dev/null
for package in "constructs@$constructs" "@aws-cdk/asset-awscli-v1@$asset"; do npm pack --silent "$package" >/dev/null; done
for archive in *.tgz; do mkdir "${archive%.tgz}" && tar xzf "$archive" -C "${archive%.tgz}" --strip-components=1; done
pack() { npx jsii-pacmak -t dotnet -o "$work/dist" "$work/$1" >"$work/pack.log" 2>&1 || { cat "$work/pack.log"; exit 1; }; }
pack "constructs-$constructs"
ln -sfn "$work/constructs-$constructs" node_modules/constructs
pack "aws-cdk-asset-awscli-v1-$asset"
cp dist/dotnet/*.nupkg "$feed/"
