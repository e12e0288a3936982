#!/bin/sh
# The command line of the last task of the job:  merge.sh TASK:FIRST-LAST …
#
# Fetches the previews of the tasks named, merges them into a movie and saves it, with a smaller
# preview, as outputs of the job. Frames that a failed task never made are skipped; no frame at
# all, or a movie that cannot be saved, is a failure. `render` and `jobshelf` are found on PATH.
# Under `jobshelf run` it needs --pass-credentials, since it uses storage itself.
set -u

refuse() {
    echo "error: $1 is not TASK:FIRST-LAST, such as frames-001-024:1-24" >&2
    exit 2
}

# 008 as 8: a shell would read it as octal.
number() {
    digits=$1
    while [ "${#digits}" -gt 1 ] && [ "${digits#0}" != "$digits" ]; do
        digits=${digits#0}
    done
    echo "$digits"
}

if [ $# -eq 0 ]; then
    echo "usage: merge.sh TASK:FIRST-LAST ..." >&2
    exit 2
fi

missing=0
for range in "$@"; do
    task=${range%:*} frames=${range##*:}
    case $range in
        ?*:?*-?*) ;;
        *) refuse "$range" ;;
    esac
    case ${frames%-*}:${frames#*-} in
        :* | *: | *[!0-9:]*) refuse "$range" ;;
    esac
    frame=$(number "${frames%-*}") last=$(number "${frames#*-}")
    while [ "$frame" -le "$last" ]; do
        name=$(printf 'frame_%04d.png' "$frame")
        if ! jobshelf get --task "$task" --kind TaskPreview "$name" --to previews; then
            echo "warning: $task has no $name, going on without it"
            missing=$((missing + 1))
        fi
        frame=$((frame + 1))
    done
done
if [ "$missing" -gt 0 ]; then
    echo "warning: $missing previews are missing"
fi

render merge --in previews --out movie.png --preview preview.png || exit
jobshelf save --job-level --kind JobOutput movie.png || exit
jobshelf save --job-level --kind JobPreview preview.png --as movie.png
