# Sourced by openstack-up.sh: Debian's packages, whose services are kept from starting.
# shellcheck shell=bash disable=SC2154
packages=(python3-keystone python3-glance python3-placement python3-neutron python3-cinder python3-nova rabbitmq-server
  mariadb-server-core mariadb-client-core memcached uwsgi-plugin-python3 python3-openstackclient curl)
! has swift || packages+=(python3-swift)
! has magnum || packages+=(python3-magnum)
missing=()
for package in "${packages[@]}"; do
  [[ $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) == *"ok installed" ]] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold \
    -o Dpkg::Use-Pty=0 "${missing[@]}" >"$ROOT/log/apt.log" 2>&1 || { tail -20 "$ROOT/log/apt.log" >&2; exit 1; }
  if [ "$(trap -p EXIT)" ]; then
    rm -f $policy
    trap - EXIT
  fi
fi
# The paste.ini files are in the *-common packages. Those are unpacked, not installed: their scripts ask questions and make users.
if [ ! -e "$ROOT/deb/done" ]; then
  say "fetching the configuration of the services"
  (
    cd "$ROOT/deb"
    apt-get -o APT::Sandbox::User=root download -qq nova-common cinder-common glance-common neutron-common magnum-common >&2
    for package in *.deb; do dpkg -x "$package" root; done
    touch done
  )
fi
COMMON=$ROOT/deb/root/usr/share
