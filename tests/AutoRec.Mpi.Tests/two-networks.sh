#!/bin/sh
# Runs a program as two MPI processes in two networks, each with an address of its own and a cable between them, like two machines.
#   two-networks.sh openmpi|mpich PROGRAM [ARGUMENT …]
# With the first argument "ssh", it stands in for ssh: it runs a command in the network with the given address.
set -e
self=$(readlink -f "$0")
prefix=autorec$(( $(id -u) % 1000 ))

in_network() { network=$1; shift; ip netns exec "$network" unshare -u sh -c "hostname $network; $*"; }

if [ "$1" = ssh ]; then
  shift
  while [ "${1#-}" != "$1" ]; do shift; done
  case $1 in 10.77.0.1) network=$prefix-a ;; *) network=$prefix-b ;; esac
  shift
  in_network "$network" "$@"
  exit
fi

library=$1
shift
agent=$(mktemp)
trap 'ip netns del $prefix-a; ip netns del $prefix-b; rm -f "$agent"' EXIT
printf '#!/bin/sh\nexec sh %s ssh "$@"\n' "$self" > "$agent"
chmod +x "$agent"
ip netns add $prefix-a
ip netns add $prefix-b
ip link add $prefix-va netns $prefix-a type veth peer name $prefix-vb netns $prefix-b
ip -n $prefix-a addr add 10.77.0.1/24 dev $prefix-va
ip -n $prefix-b addr add 10.77.0.2/24 dev $prefix-vb
for side in a b; do
  ip -n $prefix-$side link set $prefix-v$side up
  ip -n $prefix-$side link set lo up
done

if [ "$library" = openmpi ]; then
  in_network $prefix-a mpirun.openmpi -H 10.77.0.1,10.77.0.2 --mca plm_rsh_agent "$agent" --mca btl tcp,self \
    --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 "$@"
else
  in_network $prefix-a mpirun.mpich -launcher ssh -launcher-exec "$agent" -hosts 10.77.0.1,10.77.0.2 -n 2 "$@"
fi
