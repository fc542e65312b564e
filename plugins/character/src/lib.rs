//! Parametric people: CC0 human data and a recipe to glb.
