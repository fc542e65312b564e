//! Data packs: what `assets/packs.toml` names, fetched by package name, checked, and laid into the cache.
