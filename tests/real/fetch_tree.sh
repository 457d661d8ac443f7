#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Unpack a released QEMU or Xen as a one-commit git repository and print its path.
#
#   fetch_tree.sh VERSION          e.g. fetch_tree.sh 7.2        -> .cache/trees/qemu-7.2
#   fetch_tree.sh xen VERSION      e.g. fetch_tree.sh xen 4.17   -> .cache/trees/xen-4.17
#
# The source is Debian's package, with Debian's patches, through the mirror that this machine's own
# apt sources name; nothing under /etc changes and root is not needed. A tree that is there already
# is only named. CODEMOD_TREES is the folder (default: .cache/trees of this checkout). A person who
# has other trees may put them there under these names.
# Needs: a Debian's apt sources, dpkg-dev, git.
set -euo pipefail

package=qemu
[ "${1:-}" != xen ] || { package=xen; shift; }
version=${1:?usage: fetch_tree.sh [xen] VERSION}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
trees=${CODEMOD_TREES:-$here/../../.cache/trees}
mkdir -p "$trees"
trees=$(cd "$trees" && pwd)
dest=$trees/$package-$version

fail() { echo "fetch_tree.sh: $*" >&2; exit 1; }

# Which releases of Debian have (or had, a suite moves on) a version: tried together, and the newest
# package of that version that still downloads is taken.
case $package-$version in
    xen-4.17) suites=(bookworm) ;;
    xen-*) suites=(trixie forky sid) ;;
    qemu-5.2) suites=(bullseye) ;;
    qemu-7.2) suites=(bookworm) ;;
    qemu-10.0) suites=(trixie) ;;
    *) suites=(trixie-backports forky sid) ;;
esac

exec 9>"$dest.lock"
flock 9
[ -e "$dest/.git" ] && { echo "$dest"; exit 0; }

command -v dpkg-source >/dev/null || fail "dpkg-source is missing: apt-get install dpkg-dev"
mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p;s/^deb *\(\[[^]]*\] *\)\?\([^ ]*\).*/\2/p' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    grep -v security | head -n 1 || true)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -n "$mirror" ] && [ -e "$keys" ] ||
    fail "no Debian mirror in this machine's apt sources: put a tree of $package $version at $dest"

work=$(mktemp -d "$trees/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/unpack"
for suite in "${suites[@]}"; do
    printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' \
        "$mirror" "$suite" "$keys"
done >"$work/trees.sources"
apt=(-o "Dir::Etc::sourcelist=$work/trees.sources" -o Dir::Etc::sourceparts=/dev/null
     -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)

# One suite that is gone must not hide the others; what matters is whether a source was found.
apt-get "${apt[@]}" update -qq >"$work/log" 2>&1 || true
mapfile -t releases < <(apt-cache "${apt[@]}" showsrc "$package" 2>>"$work/log" |
    awk '$1 == "Version:" { print $2 }' | { grep -E "^(1:)?${version//./\\.}[.+]" || true; } | sort -rVu)
[ "${#releases[@]}" -gt 0 ] || { cat "$work/log" >&2; fail "no $package $version in ${suites[*]}"; }

for release in "${releases[@]}"; do
    rm -rf "$work/unpack" && mkdir "$work/unpack"
    (cd "$work/unpack" &&
        apt-get "${apt[@]}" source -qq --download-only "$package=$release" >>"$work/log" 2>&1) || continue
    dpkg-source --no-check -x "$work"/unpack/*.dsc "$work/tree" >>"$work/log" 2>&1 || continue
    rm -rf "$work/tree/.pc"
    git -C "$work/tree" init -q -b master
    git -C "$work/tree" -c core.safecrlf=false add -A -f
    git -C "$work/tree" -c user.name=debian -c user.email=debian@localhost -c commit.gpgsign=false \
        -c gc.auto=0 commit -q -m "$package $release"
    mv "$work/tree" "$dest"
    echo "$dest"
    exit 0
done
cat "$work/log" >&2
fail "$package $version (${releases[*]}) does not download"
