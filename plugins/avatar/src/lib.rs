//! A character in the world: rig map, layers, deformation on the CPU.
