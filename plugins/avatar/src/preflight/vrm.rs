//! What VRM adds to glTF: a map of bones, expressions and a licence, of version 0 and 1, read into one form.

use super::container::Container;
use super::document::Document;
use super::report::{Bind, Report, Topic, clean, few};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The VRM part of a file; empty for plain glTF.
#[derive(Default)]
pub(super) struct Vrm {
    /// 0 or 1; none for plain glTF.
    pub(super) version: Option<u8>,
    /// Nodes by the bone's name in VRM 1.0.
    pub(super) bones: BTreeMap<String, usize>,
    /// What each expression moves, by VRM 1.0's names in lower case.
    pub(super) expressions: BTreeMap<String, Vec<Bind>>,
    pub(super) licence: Licence,
}

/// Who made it, and what may be done with it, in the file's own words.
#[derive(Default)]
pub(super) struct Licence {
    pub(super) title: String,
    pub(super) authors: String,
    /// Name or address of the licence.
    pub(super) terms: String,
    pub(super) commercial: String,
    pub(super) performers: String,
    pub(super) credit: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct One {
    spec_version: String,
    meta: OneMeta,
    humanoid: OneHumanoid,
    expressions: OneExpressions,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct OneMeta {
    name: String,
    authors: Vec<String>,
    license_url: String,
    other_license_url: String,
    avatar_permission: String,
    commercial_usage: String,
    credit_notation: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct OneHumanoid {
    human_bones: BTreeMap<String, OneBone>,
}

#[derive(Deserialize)]
struct OneBone {
    node: usize,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OneExpressions {
    preset: BTreeMap<String, OneExpression>,
    custom: BTreeMap<String, OneExpression>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct OneExpression {
    morph_target_binds: Vec<OneBind>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OneBind {
    node: usize,
    index: usize,
    weight: f32,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Zero {
    meta: ZeroMeta,
    humanoid: ZeroHumanoid,
    blend_shape_master: ZeroMaster,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ZeroMeta {
    title: String,
    author: String,
    license_name: String,
    other_license_url: String,
    allowed_user_name: String,
    // The misspelling is the standard's.
    commercial_ussage_name: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ZeroHumanoid {
    human_bones: Vec<ZeroBone>,
}

#[derive(Deserialize)]
struct ZeroBone {
    bone: String,
    // UniVRM writes -1 for a bone that is not there.
    node: i64,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ZeroMaster {
    blend_shape_groups: Vec<ZeroGroup>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ZeroGroup {
    name: String,
    preset_name: String,
    binds: Vec<ZeroBind>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ZeroBind {
    mesh: i64,
    index: i64,
    // In hundredths.
    weight: f32,
}

impl Vrm {
    /// Reads what there is, and reports what is malformed.
    pub(super) fn of(document: &Document, report: &mut Report) -> Self {
        let mut lost = Vec::new();
        let read = match (document.extensions.get("VRMC_vrm"), document.extensions.get("VRM")) {
            (Some(raw), _) => {
                serde_json::from_str::<One>(raw.get()).map(|one| Self::one(one, document, &mut lost))
            }
            (None, Some(raw)) => {
                serde_json::from_str::<Zero>(raw.get()).map(|z| Self::zero(z, document, &mut lost))
            }
            (None, None) => return Self::default(),
        };
        let remedy = "export it again from UniVRM, VRoid Studio or the VRM add-on of Blender";
        let vrm = read.unwrap_or_else(|error| {
            let found = format!("its VRM part cannot be read: {error}");
            report.lack(
                Topic::File,
                found,
                "it is taken as plain glTF: bones and shapes by their names",
                remedy,
            );
            Self::default()
        });
        if !lost.is_empty() {
            let found = format!("its VRM part names what does not exist: {}", few(&lost, 4));
            report.lack(Topic::File, found, "these parts do not move", remedy);
        }
        vrm
    }

    fn one(one: One, document: &Document, lost: &mut Vec<String>) -> Self {
        let mut vrm = Self { version: Some(1), ..Self::default() };
        let mut names = Names::default();
        let _ = one.spec_version;
        for (name, bone) in one.humanoid.human_bones {
            vrm.bone(name, Some(bone.node), document, lost);
        }
        for (name, expression) in one.expressions.preset.into_iter().chain(one.expressions.custom) {
            let binds = expression.morph_target_binds.iter().map(|b| {
                let mesh = document.nodes.get(b.node).and_then(|n| n.mesh)?;
                names.bind(document, mesh, b.index, b.weight)
            });
            vrm.expression(name.to_lowercase(), binds.collect(), lost);
        }
        vrm.licence = Licence {
            title: one.meta.name,
            authors: one.meta.authors.join(", "),
            terms: [one.meta.other_license_url, one.meta.license_url]
                .into_iter()
                .find(|u| !u.is_empty())
                .unwrap_or_default(),
            commercial: one.meta.commercial_usage,
            performers: one.meta.avatar_permission,
            credit: one.meta.credit_notation,
        };
        vrm
    }

    fn zero(zero: Zero, document: &Document, lost: &mut Vec<String>) -> Self {
        let mut vrm = Self { version: Some(0), ..Self::default() };
        let mut names = Names::default();
        for bone in zero.humanoid.human_bones {
            if bone.node >= 0 {
                vrm.bone(bone.bone, usize::try_from(bone.node).ok(), document, lost);
            }
        }
        for group in zero.blend_shape_master.blend_shape_groups {
            let binds = group.binds.iter().map(|b| {
                let (mesh, index) = (usize::try_from(b.mesh).ok()?, usize::try_from(b.index).ok()?);
                names.bind(document, mesh, index, b.weight / 100.0)
            });
            vrm.expression(zero_name(&group), binds.collect(), lost);
        }
        let terms = [zero.meta.other_license_url, zero.meta.license_name];
        vrm.licence = Licence {
            title: zero.meta.title,
            authors: zero.meta.author,
            terms: terms.into_iter().find(|u| !u.is_empty()).unwrap_or_default(),
            commercial: zero.meta.commercial_ussage_name,
            performers: zero.meta.allowed_user_name,
            credit: String::new(),
        };
        vrm
    }

    fn bone(&mut self, name: String, node: Option<usize>, document: &Document, lost: &mut Vec<String>) {
        match node.filter(|n| *n < document.nodes.len()) {
            Some(node) => drop(self.bones.insert(name, node)),
            None => lost.push(format!("bone {}", clean(&name))),
        }
    }

    /// Takes an expression in; a bind that leads nowhere is none.
    fn expression(&mut self, name: String, binds: Vec<Option<Bind>>, lost: &mut Vec<String>) {
        if binds.iter().any(Option::is_none) {
            lost.push(format!("a shape of expression {}", clean(&name)));
        }
        self.expressions.insert(name, binds.into_iter().flatten().collect());
    }

    /// Whether the expression is there and moves something.
    pub(super) fn moves(&self, name: &str) -> bool {
        self.expressions.get(name).is_some_and(|binds| !binds.is_empty())
    }

    /// `glb, glTF 2.0, VRM 1.0`.
    pub(super) fn format(&self, container: &Container, document: &Document) -> String {
        let kind = if container.binary { "glb" } else { "glTF text" };
        let vrm = self.version.map_or(String::new(), |v| format!(", VRM {v}"));
        let by =
            document.asset.generator.as_ref().map_or(String::new(), |g| {
                format!(", by {}", clean(&g.chars().take(60).collect::<String>()))
            });
        let version: String = document.asset.version.chars().take(10).collect();
        format!("{kind}, glTF {}{vrm}{by}", clean(&version))
    }
}

/// Names of morph targets by mesh, read from the file once.
#[derive(Default)]
struct Names(BTreeMap<usize, Vec<String>>);

impl Names {
    fn bind(&mut self, document: &Document, mesh: usize, target: usize, weight: f32) -> Option<Bind> {
        let about = document.meshes.get(mesh).filter(|m| target < m.targets())?;
        let names = self.0.entry(mesh).or_insert_with(|| about.target_names());
        Some(Bind { mesh, target, name: names.get(target).cloned(), weight: weight.clamp(0.0, 1.0) })
    }
}

/// VRM 1.0's name of a group of VRM 0.
fn zero_name(group: &ZeroGroup) -> String {
    let preset = group.preset_name.to_lowercase();
    let name = match preset.as_str() {
        "a" => "aa",
        "i" => "ih",
        "u" => "ou",
        "e" => "ee",
        "o" => "oh",
        "joy" => "happy",
        "sorrow" => "sad",
        "fun" => "relaxed",
        "blink_l" => "blinkleft",
        "blink_r" => "blinkright",
        "" | "unknown" => return group.name.to_lowercase(),
        other => other,
    };
    name.to_owned()
}
