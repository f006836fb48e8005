#!/usr/bin/env bash
# Writes what became public since the last release into PublicAPI.Unshipped.txt; read the diff as your users would. At a release its lines move to PublicAPI.Shipped.txt.
set -euo pipefail
cd "$(dirname "$0")/../src"
file=PublicAPI.Unshipped.txt
build() { dotnet build --nologo -p:TreatWarningsAsErrors=false --no-incremental 2>/dev/null || true; }

accept() {
    # RS0016: public, and not declared. RS0017: declared, and no longer there.
    for _ in 1 2 3; do
        output=$(build)
        new=$(grep -oP "RS0016: Symbol '\K.*(?=' is not part)" <<<"$output" | sort -u || true)
        gone=$(grep -oP "RS0017: Symbol '\K.*(?=' is part)" <<<"$output" | sort -u || true)
        [ -n "$new$gone" ] || return 0
        { echo '#nullable enable'; { tail -n +2 "$file"; echo "$new"; } | { [ -n "$gone" ] && grep -vxF "$gone" || cat; } | grep -v '^$' | LC_ALL=C sort -u; } >"$file.new"
        mv "$file.new" "$file"
    done
    echo "Some members of $PWD could not be declared; build and read the errors." >&2
    return 1
}

for project in LlmGateway.Constructs LlmGateway.Client; do (cd "$project" && accept); done
