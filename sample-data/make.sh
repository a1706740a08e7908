#!/bin/sh
# Makes the sample survey again, byte for byte: sample-data/make.sh [ORRERY]
set -eu
orrery=${1:-orrery}
folder=$(dirname "$0")
"$orrery" simulate galaxies --count 60 --seed 1 --output "$folder/galaxies" --quiet
"$orrery" simulate galaxies --count 10 --seed 3 --output "$folder/colour" --quiet \
  --set 'bands=[z,r,g]' --set minimum-radius=6
"$orrery" simulate fields --count 2 --seed 4 --output "$folder/fields" --quiet \
  --set width=700 --set height=700 --set sources=250 --set cosmic-rays=6 --set galaxy-slope=0.2
"$orrery" simulate spectra --count 18 --seed 4 --output "$folder/spectra" --quiet
"$orrery" simulate light-curves --count 14 --seed 3 --output "$folder/lightcurves" --quiet
"$orrery" simulate photometry --count 200 --seed 4 --output "$folder/photometry" --quiet
