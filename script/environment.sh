# Sourced by the scripts: where things are, how to say that something failed, and uv.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=$ROOT/.cache
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1} # the machine's own certificates: some sit behind a proxy

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# quietly WHAT COMMAND...: run it; its output is shown only when it fails.
quietly() {
  local what=$1 log
  shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "" "$what failed: the reason is above. (No network? A proxy? Then set it and run this again.)"
  fi
  rm -f "$log"
}

# Print a uv that pyproject.toml accepts: the machine's own, or one in .cache.
find_uv() {
  local candidate
  for candidate in "$(command -v uv || true)" "$CACHE/uv/bin/uv"; do
    if [ -n "$candidate" ] && (cd "$ROOT" && "$candidate" cache dir) >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# Debian's python3 may come without venv or without pip; one of them is enough.
install_uv() {
  local wanted
  wanted=uv$(sed -n 's/^required-version = "\(.*\)"/\1/p' "$ROOT/pyproject.toml")
  command -v python3 >/dev/null || fail "There is neither uv nor python3 here. Install one of them."
  rm -rf "$CACHE/uv"
  mkdir -p "$CACHE"
  if python3 -m venv "$CACHE/uv" >/dev/null 2>&1; then
    quietly "Installing uv" "$CACHE/uv/bin/python" -m pip install --quiet --disable-pip-version-check "$wanted"
  elif python3 -m pip --version >/dev/null 2>&1; then
    rm -rf "$CACHE/uv"
    quietly "Installing uv" python3 -m pip install --quiet --disable-pip-version-check --target "$CACHE/uv" "$wanted"
  else
    rm -rf "$CACHE/uv"
    fail "python3 has neither venv nor pip. On Debian and Ubuntu: apt install python3-venv" \
      "(or install uv yourself), then run this again."
  fi
}

failed=()
passed=0

# step NAME COMMAND...: run it, print how it went, how long it took and pytest's closing line; on failure its output.
step() {
  local name=$1 log began=$SECONDS verdict=ok closing
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 || verdict=FAILED
  if [ "$verdict" = FAILED ]; then
    failed+=("$name")
    cat "$log"
  fi
  closing=$(grep -E '[0-9]+ (passed|failed|errors?)\b.* in [0-9.]+s' "$log" | tail -n 1 | tr -d = || true)
  if [[ $closing =~ ([0-9]+)\ passed ]]; then passed=$((passed + BASH_REMATCH[1])); fi
  printf '%-18s %-6s %4d s  %s\n' "$name" "$verdict" $((SECONDS - began)) "$closing"
  rm -f "$log"
}

# Say what failed, if anything did, and leave.
finish() {
  if [ ${#failed[@]} -gt 0 ]; then
    fail "" "Failed: $(printf '%s; ' "${failed[@]}" | sed 's/; $//')"
  fi
  if [ "$passed" -gt 0 ]; then echo "$passed passed in $SECONDS s"; fi
}

# Print a Chromium or Chrome.
find_browser() {
  local candidate
  for candidate in "${BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [ -n "$candidate" ] && command -v "$candidate"; then return; fi
  done
  return 1
}
