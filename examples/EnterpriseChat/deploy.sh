#!/usr/bin/env bash
# Deploys the stack that .env describes: secrets go to Secrets Manager, everything else through CDK. Needs the AWS CLI, Node 20+ and the .NET 10 SDK.
set -euo pipefail
cd "$(dirname "$0")"
settings="${SETTINGS_FILE:-.env}"
if [ ! -f "$settings" ]; then
  echo "There is no $settings here: copy template.env to it, and fill it in." >&2
  exit 2
fi

# The value of a setting, without running the file.
setting() {
  sed -n "s/\r\$//; s/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" "$settings" | tail -n 1 \
    | sed -e 's/^"\([^"]*\)".*/\1/; t' -e "s/^'\([^']*\)'.*/\1/; t" -e 's/^#.*//; s/[[:space:]]\{1,\}#.*$//; s/[[:space:]]*$//'
}

# Puts a value into a secret, from a file that only this user can read: arguments are seen by others.
keep() {
  local name=$1 value=$2 file
  [ -n "$value" ] || return 0
  file=$(umask 077 && mktemp)
  # shellcheck disable=SC2064
  trap "rm -f '$file'" RETURN
  printf %s "$value" >"$file"
  if aws secretsmanager describe-secret --secret-id "$name" >/dev/null 2>&1; then
    aws secretsmanager put-secret-value --secret-id "$name" --secret-string "file://$file" >/dev/null
  else
    aws secretsmanager create-secret --name "$name" --secret-string "file://$file" >/dev/null
  fi
  echo "secret $name: written"
}

openai=$(setting API_KEY)
keep enterprise-chat/openai "${openai:-$(setting OPENAI_API_KEY)}"
keep enterprise-chat/anthropic "$(setting ANTHROPIC_API_KEY)"
keep enterprise-chat/github "$(setting GIT_HUB_CLIENT_SECRET)"
npx --yes aws-cdk@2 deploy --outputs-file cdk-outputs.json "$@"
