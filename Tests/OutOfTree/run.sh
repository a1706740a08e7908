#!/usr/bin/env bash
# Plug-ins of all kinds as their authors make them, against an installed Orrery, outside this tree:
# written by `plugins new`, built, tested, checked, trained, run, inspected; then broken ones refused.
#
# Tests/OutOfTree/run.sh [PREFIX]     an Orrery that is installed already; otherwise one is installed
#                                     into a temporary folder (a release build)
# ORRERY_TRAIN='--set epochs=1'       more arguments of every training
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
orrery=$prefix/bin/orrery
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

declare -A types=([classifier]=LensFinder [series]=StarTeller [segmenter]=PixelMarker
  [generator]=StampMaker [stage]=LevelTaker)
declare -A surveys=([classifier]=galaxies [series]=light-curves [segmenter]=fields
  [generator]=galaxies [stage]=galaxies)

for kind in ${ORRERY_KINDS:-classifier series segmenter generator stage}; do
  type=${types[$kind]}
  say "$kind: $type"
  "$orrery" plugins new "$type" --kind "$kind" --author me >/dev/null
  cd "$type"
  swift build -c release --quiet 2>&1
  [ "$kind" != classifier ] || swift test --quiet 2>&1
  library=.build/release/lib$type.so
  if [ "$kind" = stage ]; then
    "$orrery" plugins check "$library"
  else
    "$orrery" plugins check "$library" --recipe recipe.yaml
    start=$SECONDS
    # shellcheck disable=SC2086  # words on purpose
    "$orrery" train recipe.yaml --plugin-path .build/release --output models --quiet \
      ${ORRERY_TRAIN:-}
    say "$kind: trained in $((SECONDS - start)) s"
  fi
  "$orrery" simulate "${surveys[$kind]}" --count 4 --seed 2 --output sample-data --quiet
  "$orrery" validate pipeline.yaml --plugin-path .build/release
  "$orrery" run pipeline.yaml --plugin-path .build/release --output output --quiet
  ls output/*.fits >/dev/null
  cd ..
done

say "inspect"
first=$(ls LensFinder/sample-data/*.fits | grep -v truth | head -n 1)
"$orrery" inspect "$first" --plugin me/lens-finder --weights LensFinder/models/first \
  --plugin-path LensFinder/.build/release >/dev/null

say "install"
"$orrery" plugins install LensFinder/.build/release/libLensFinder.so
"$orrery" plugins show me/lens-finder >/dev/null
"$orrery" plugins show data/orrery/plugins/libLensFinder.so

say "refusals"
library=LensFinder/.build/release/libLensFinder.so
mkdir bad
head -c 20000 "$library" >bad/cut.so
refused 4 'is truncated' "$orrery" run LensFinder/pipeline.yaml --plugin-path bad/cut.so
printf 'no library' >bad/text.so
refused 4 'is not an ELF file' "$orrery" run LensFinder/pipeline.yaml --plugin-path bad/text.so
cp "$prefix/lib/libOrreryKit.so" bad/sdk.so
refused 4 'orrery' "$orrery" run LensFinder/pipeline.yaml --plugin-path bad/sdk.so
cp "$library" bad/twin.so
refused 4 'is registered twice' "$orrery" run LensFinder/pipeline.yaml --plugin-path bad/twin.so \
  --plugin-path LensFinder/.build/release
printf '\0' >>data/orrery/plugins/libLensFinder.so
"$orrery" plugins list | grep -F 'was changed since it was installed'
say "all good"
