#!/usr/bin/env bash
# Plug-ins of all kinds as their authors make them, against an installed Orrery, outside this tree:
# written by `plugins new`, built, tested, checked, trained, run, inspected; then broken ones refused.
# The classifier (squeeze-and-excitation) is made by the commands of the README and the articles as
# they stand there, and what that takes is told.
#
# Tests/OutOfTree/run.sh [PREFIX]     an Orrery that is installed already; otherwise one is installed
#                                     into a temporary folder (a release build)
# ORRERY_TRAIN='--set epochs=1'       more arguments of the trainings but the classifier's
# ORRERY_KINDS='classifier stage'     instead of all kinds
set -euo pipefail
tree=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=${1:-}
if [ -z "$prefix" ]; then
  prefix=$work/prefix
  make -C "$tree" install PREFIX="$prefix"
fi
export XDG_DATA_HOME=$work/data
unset ORRERY_PLUGIN_PATH ORRERY_MODEL_PATH
cd "$work"

say() { printf '== %s\n' "$*"; }

# Exit code and words of a command that must fail.
refused() {
  local status=$1 words=$2 text code=0
  shift 2
  text=$("$@" 2>&1) || code=$?
  if [ "$code" != "$status" ] || ! grep -qF "$words" <<<"$text"; then
    printf 'expected %s and "%s", got %s:\n%s\n' "$status" "$words" "$code" "$text" >&2
    exit 1
  fi
}

# The first fenced block of a document in which a line begins so, without that of `make install`.
block() {
  awk -v start="$2" '
    /^```/ { if (inside && hit) { printf "%s", text; exit } inside = !inside; hit = 0; text = ""; next }
    inside && !/^make install/ { text = text $0 "\n"; if (index($0, start) == 1) hit = 1 }
  ' "$tree/$1"
}

# Runs such a block, a line after the other; a change of folder stays.
follow() {
  local text line
  text=$(block "$1" "$2")
  [ -n "$text" ] || { printf '%s: no block with %s\n' "$1" "$2" >&2; exit 1; }
  say "$1: $2"
  # Without -r: a line that ends in a backslash goes on in the next.
  # shellcheck disable=SC2162
  while read line; do
    if ! eval "$line" >"$work/said" 2>&1; then
      cat "$work/said" >&2
      printf '%s: this failed: %s\n' "$1" "$line" >&2
      exit 1
    fi
  done <<<"$text"
}

articles=Sources/OrreryKit/Sources/OrreryKit/OrreryKit.docc
newcomer() {
  local start=$SECONDS
  follow README.md 'orrery plugins new me/lens-finder'
  say "from nothing to a pipeline, typing left out: $((SECONDS - start)) s"
  follow "$articles/train-it.md" 'orrery train recipe.yaml'
  follow "$articles/train-it.md" 'orrery simulate galaxies'
  follow "$articles/ship-it.md" 'orrery run pipeline.yaml --isolate'
  follow "$articles/ship-it.md" 'orrery plugins install'
  ls output/*.fits >/dev/null
  cd "$work"
}

declare -A types=([classifier]=LensFinder [series]=StarTeller [segmenter]=PixelMarker
  [generator]=StampMaker [stage]=LevelTaker)
declare -A surveys=([classifier]=galaxies [series]=light-curves [segmenter]=fields
  [generator]=galaxies [stage]=galaxies)

export PATH=$prefix/bin:$PATH
began=$SECONDS
for kind in ${ORRERY_KINDS:-classifier series segmenter generator stage}; do
  type=${types[$kind]}
  say "$kind: $type"
  if [ "$kind" = classifier ]; then
    newcomer
    continue
  fi
  orrery plugins new "$type" --kind "$kind" --author me >/dev/null
  cd "$type"
  swift build -c release --quiet 2>&1
  swift test --quiet >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }
  library=.build/release/lib$type.so
  if [ "$kind" = stage ]; then
    orrery plugins check "$library"
  else
    orrery plugins check "$library" --recipe recipe.yaml
    start=$SECONDS
    # shellcheck disable=SC2086  # words on purpose
    orrery train recipe.yaml --plugin-path .build/release --output models --quiet \
      ${ORRERY_TRAIN:-}
    say "$kind: trained in $((SECONDS - start)) s"
  fi
  orrery simulate "${surveys[$kind]}" --count 4 --seed 2 --output sample-data --quiet
  orrery validate pipeline.yaml --plugin-path .build/release
  orrery run pipeline.yaml --plugin-path .build/release --output output --quiet
  ls output/*.fits >/dev/null
  cd ..
done

# What follows needs the classifier.
if [ ! -d LensFinder ]; then
  say "all good, in $((SECONDS - began)) s"
  exit
fi

say "refusals"
library=LensFinder/.build/release/libLensFinder.so
mkdir bad
head -c 20000 "$library" >bad/cut.so
refused 4 'is truncated' orrery run LensFinder/pipeline.yaml --plugin-path bad/cut.so
printf 'no library' >bad/text.so
refused 4 'is not an ELF file' orrery run LensFinder/pipeline.yaml --plugin-path bad/text.so
cp "$prefix/lib/libOrreryKit.so" bad/sdk.so
refused 4 'orrery' orrery run LensFinder/pipeline.yaml --plugin-path bad/sdk.so
cp "$library" bad/twin.so
refused 4 'is registered twice' orrery run LensFinder/pipeline.yaml --plugin-path bad/twin.so \
  --plugin-path LensFinder/.build/release
printf '\0' >>data/orrery/plugins/libLensFinder.so
orrery plugins list | grep -F 'was changed since it was installed'
say "all good, in $((SECONDS - began)) s"
