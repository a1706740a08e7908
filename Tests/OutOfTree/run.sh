#!/usr/bin/env bash
# Plug-ins of all kinds as their authors make them, against an installed Orrery, outside this tree:
# written by `plugins new`, built, tested, checked, trained, run, inspected; then broken ones refused,
# and one that crashes, hangs and eats memory kept apart.
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
began=$SECONDS
passed=0
doing='the set-up'
finish() {
  local status=$?
  rm -rf "$work"
  if [ "$status" = 0 ]; then
    printf 'out of tree: %s passed, in %s s\n' "$passed" "$((SECONDS - began))"
  else
    printf 'out of tree: %s passed, then FAILED: %s\n' "$passed" "$doing" >&2
  fi
}
trap finish EXIT

say() { printf '== %s\n' "$*"; }

# Runs a command, a function too; what it says is shown where it fails.
try() {
  doing=$*
  if ! "$@" >"$work/said" 2>&1; then
    cat "$work/said" >&2
    return 1
  fi
  passed=$((passed + 1))
}

# Exit code and words of a command that must fail.
refused() {
  local status=$1 words=$2 text code=0
  shift 2
  doing=$*
  text=$("$@" 2>&1) || code=$?
  if [ "$code" != "$status" ] || ! grep -qF "$words" <<<"$text"; then
    printf 'expected %s and "%s", got %s:\n%s\n' "$status" "$words" "$code" "$text" >&2
    return 1
  fi
  passed=$((passed + 1))
}

prefix=${1:-}
if [ -z "$prefix" ]; then
  prefix=$work/prefix
  say "installing into a temporary folder"
  try make -C "$tree" install PREFIX="$prefix"
fi
export XDG_DATA_HOME=$work/data
export PATH=$prefix/bin:$PATH
unset ORRERY_PLUGIN_PATH ORRERY_MODEL_PATH
cd "$work"

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
  doing="$1: a block with $2"
  [ -n "$text" ]
  say "$1: $2"
  # Without -r: a line that ends in a backslash goes on in the next.
  # shellcheck disable=SC2162
  while read line; do
    try eval "$line"
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
  try ls output/classes.fits output-apart/classes.fits
  try cmp output/classes.fits output-apart/classes.fits
  try orrery inspect sample-data/galaxies-2-000000.fits --plugin me/lens-finder \
    --weights models/first --plugin-path .build/release --explain saliency --png why.png
  cd "$work"
}

declare -A types=([classifier]=LensFinder [series]=StarTeller [segmenter]=PixelMarker
  [generator]=StampMaker [stage]=LevelTaker)
declare -A surveys=([classifier]=galaxies [series]=light-curves [segmenter]=fields
  [generator]=galaxies [stage]=galaxies)

for kind in ${ORRERY_KINDS:-classifier series segmenter generator stage}; do
  type=${types[$kind]}
  say "$kind: $type"
  if [ "$kind" = classifier ]; then
    newcomer
    continue
  fi
  try orrery plugins new "$type" --kind "$kind" --author me
  cd "$type"
  try swift build -c release --quiet
  try swift test --quiet
  library=.build/release/lib$type.so
  if [ "$kind" = stage ]; then
    try orrery plugins check "$library"
  else
    try orrery plugins check "$library" --recipe recipe.yaml
    start=$SECONDS
    # shellcheck disable=SC2086  # words on purpose
    try orrery train recipe.yaml --plugin-path .build/release --output models --quiet \
      ${ORRERY_TRAIN:-}
    say "$kind: trained in $((SECONDS - start)) s"
  fi
  try orrery simulate "${surveys[$kind]}" --count 4 --seed 2 --output sample-data --quiet
  try orrery validate pipeline.yaml --plugin-path .build/release
  try orrery run pipeline.yaml --plugin-path .build/release --output output --quiet
  try ls output/*.fits
  cd ..
done

# What follows needs the classifier.
[ -d LensFinder ] || exit 0

say "libraries that cannot be used"
library=LensFinder/.build/release/libLensFinder.so
pipeline=LensFinder/pipeline.yaml
mkdir bad
tag=$(LC_ALL=C grep -obUaF ORRERYPL "$library" | head -1 | cut -d: -f1)
# A copy of the library with these bytes (as of printf) at that place.
patched() {
  cp "$library" "bad/$1.so"
  # shellcheck disable=SC2059  # bytes on purpose
  printf "$3" | dd of="bad/$1.so" bs=1 seek="$2" conv=notrunc status=none
}
head -c 20000 "$library" >bad/cut.so
printf 'no library' >bad/text.so
patched contract $((tag + 12)) '\x63'
patched compiler $((tag + 48)) 'Cling'
patched processor 18 '\xf3'
LC_ALL=C sed 's/orrery_plugin_register/orrery_plugin_registex/g' "$library" >bad/entry.so
cp "$prefix/lib/swift/libswiftCore.so" bad/other.so
cp "$library" bad/twin.so
run() { orrery run "$pipeline" --output bad/out --plugin-path "$@"; }
refused 4 'bad/cut.so: is truncated' run bad/cut.so
refused 4 'bad/text.so: is not an ELF file' run bad/text.so
refused 4 'this orrery provides' run bad/contract.so
refused 4 "built with 'Cling" run bad/compiler.so
refused 4 'is built for another CPU architecture' run bad/processor.so
refused 4 "does not export 'orrery_plugin_register'" run bad/entry.so
refused 4 'is a shared library but not an Orrery plug-in' run bad/other.so
refused 4 'is registered twice: by ' run bad/twin.so --plugin-path LensFinder/.build/release
refused 4 'bad/none.so' run bad/none.so
printf '\0' >>data/orrery/plugins/libLensFinder.so
doing='a library that was changed since it was installed'
orrery plugins list | grep -qF 'was changed since it was installed'
passed=$((passed + 1))

say "a library with every other defect"
try orrery plugins new me/faulty --kind stage
rm -r Faulty/Sources/Faulty/* Faulty/Tests
cp "$tree"/Tests/Fixtures/FaultyPlugin/*.swift Faulty/Sources/Faulty/
sed -i '/testTarget/d' Faulty/Package.swift
cd Faulty
try swift build -c release --quiet
cd ..
faulty=Faulty/.build/release/libFaulty.so
refused 4 'boom in registration while it registers' env ORRERY_FAULT=crash \
  orrery run "$pipeline" --output bad/out --plugin-path $faulty
refused 4 'registration failed: no table of filters beside the library' env ORRERY_FAULT=throw \
  orrery run "$pipeline" --output bad/out --plugin-path $faulty
refused 4 "stage 'standardise' is registered twice: by built-in and by" env \
  ORRERY_FAULT=duplicate orrery run "$pipeline" --output bad/out --plugin-path $faulty
refused 4 '3 checks failed' orrery plugins check $faulty
doing='nothing is written where a library is refused'
[ ! -e bad/out ]
passed=$((passed + 1))

say "a stage that crashes, hangs and eats memory, kept apart"
# An image of 8×8 pixels: 0, and one of this value.
image() {
  {
    printf '%-80s' 'SIMPLE  =                    T' 'BITPIX  =                   16' \
      'NAXIS   =                    2' 'NAXIS1  =                    8' \
      'NAXIS2  =                    8' 'END'
    printf '%*s' $((2880 - 6 * 80)) ''
    # shellcheck disable=SC2059
    printf "\\x00\\x0$2"
    head -c 2878 /dev/zero
  } >"$1"
}
mkdir moods
for mood in 1 7 8 9 3; do image moods/$mood.fits $mood; done
cat >moods.yaml <<'YAML'
orrery: 1
input: { images: 'moods/*.fits' }
stages: [fixture/moody]
output: { fits: { products: [cutout] } }
YAML
refused 1 '2 done, 0 flagged, 3 failed' env ORRERY_FAULT=moody orrery run moods.yaml \
  --output moods-out --plugin-path $faulty --isolate --isolate-seconds 20 --isolate-memory 2G
