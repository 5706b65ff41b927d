# Shared by the scripts: progress, failure, one log. Sourced, never run.
mkdir -p build
log=${LONGDAN_LOG:-build/setup.log}
step_started=0
watcher=

fail() {
  stop_watcher
  echo "error: $*" >&2
  exit 1
}
fail_with_log() {
  stop_watcher
  echo >&2
  tail -n 40 "$log" >&2
  fail "$* (whole log: $log)"
}
stop_watcher() {
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
  watcher=
}
# Says what goes on, and every few seconds that it still does.
step() {
  step_started=$SECONDS
  echo "==> $*" >&2
  (
    while sleep 5; do
      echo "    … $((SECONDS - step_started)) s: $(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c1-100)" >&2
    done
  ) &
  watcher=$!
  disown "$watcher"
}
done_step() {
  stop_watcher
  local took=$((SECONDS - step_started))
  if [ $took -ge 2 ]; then echo "    done in $took s" >&2; fi
}
trap stop_watcher EXIT
