#!/bin/sh
# The command line of one render task:  task.sh FIRST LAST [options of `render frames`]
#
# Renders into the task's working folder and saves each frame as soon as it is whole. A save that
# fails is a warning in the log; the exit code is the renderer's own. `render` and `jobshelf` are
# found on PATH; the helper takes the container, the job and the task from the node's environment.
# Under `jobshelf run` it needs --pass-credentials, since it uses storage itself.
set -u

if [ $# -lt 2 ]; then
    echo "usage: task.sh FIRST LAST [options of render frames]" >&2
    exit 2
fi
first=$1 last=$2
shift 2

# The renderer's shell runs this after each frame: both saves are tried, either may fail.
# shellcheck disable=SC2016
save='
jobshelf save --kind TaskOutput "frame_$RENDER_FRAME.exr"
output=$?
jobshelf save --kind TaskPreview "frame_$RENDER_FRAME.png" && exit "$output"
'
exec render frames --first "$first" --last "$last" --out . --after-frame "$save" "$@"
