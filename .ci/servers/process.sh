# A server that runs in FOLDER, where its process and what it says are kept: sourced by .ci/spark and .ci/trino.

await_server() { # FOLDER PROBE…
  local folder=$1
  shift
  for _ in $(seq 120); do
    "$@" && return
    kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
    sleep 1
  done
  tail -n 20 "$folder/server.log" >&2
  return 1
}

stop_server() { # FOLDER
  if [ -f "$1/pid" ]; then kill -- "-$(cat "$1/pid")" 2>/dev/null || true; fi
}
