#!/bin/sh
# Submits the sample job with the Azure CLI:  submit.sh JOB_ID [--identity | --output-files]
#
# Needs `az` (signed in, `az batch account login` done), `envsubst` and `jobshelf`; and of the
# environment AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY or, for --identity, IDENTITY_CLIENT_ID.
set -eu

here=$(dirname "$0")
JOB_ID=$1
job=job.json tasks=tasks.json
case ${2:-} in
    --identity) job=job-identity.json ;;
    --output-files) tasks=tasks-output-files.json ;;
esac
export JOB_ID

if [ "$job" = job.json ]; then
    jobshelf prepare --job "$JOB_ID"
    JOB_CONTAINER_URL=$(jobshelf sas task --job "$JOB_ID")
    export JOB_CONTAINER_URL
else
    az storage container create --auth-mode login --account-name "$AZURE_STORAGE_ACCOUNT" \
        --name "$(jobshelf name "$JOB_ID")"
fi

# Only our own names: `$TaskOutput` is a folder.
names='${JOB_ID} ${JOB_CONTAINER_URL} ${AZURE_STORAGE_ACCOUNT} ${IDENTITY_CLIENT_ID} ${IDENTITY_ID}'
filled=$(mktemp)
trap 'rm -f "$filled"' EXIT
envsubst "$names" < "$here/$job" > "$filled"
az batch job create --json-file "$filled"
envsubst "$names" < "$here/$tasks" > "$filled"
az batch task create --job-id "$JOB_ID" --json-file "$filled"
jobshelf sas job --job "$JOB_ID"
