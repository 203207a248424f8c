#!/usr/bin/env bash
# kernel-trees.sh FOLDER: unpacks what the tests read of Debian's linux-source-6.1 and linux-source-6.12 into FOLDER/linux-6.1
# and FOLDER/linux-6.12 (about a minute). Needs apt-get, ar and xz; fails without leaving a half tree if the packages cannot be had.
set -euo pipefail
folder=$1
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for version in 6.1 6.12; do
  [ -d "$folder/linux-$version" ] && continue
  apt-get download "linux-source-$version"
  ar p linux-source-"$version"_*.deb data.tar.xz | tar xJO "./usr/src/linux-source-$version.tar.xz" >linux.tar.xz
  mkdir tree
  parts=(Makefile include kernel mm lib fs block ipc init virt arch/x86 drivers/dax drivers/base drivers/nvdimm drivers/pci drivers/usb/usb-skeleton.c tools/memory-model Documentation/litmus-tests)
  tar xJf linux.tar.xz --strip-components=1 -C tree "${parts[@]/#/linux-source-$version/}"
  mv tree "$folder/linux-$version"
  rm -f ./*
done
