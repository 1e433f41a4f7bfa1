#!/bin/bash
# Four machines, one process on each, all cores of a machine for its process. Not run by the authors.
#   sbatch slurm.sh PARTS MODEL
#SBATCH --job-name=autorec
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=32
#SBATCH --time=04:00:00

# The folders must be on a file system that all machines reach.
# As many shards as there are cores: a shard is trained by few threads.
srun --mpi=pmix --cpu-bind=none dotnet Distributed.dll train --data "$1" --save "$2" --checkpoints "$2.checkpoints" \
    --shards 128
