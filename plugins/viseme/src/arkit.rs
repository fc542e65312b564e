//! The 52 ARKit blend shapes: their names and their order.
//!
//! Owns the index of a weight and nothing else; how a mouth uses them is in `project`.

use std::ops::{Index, IndexMut};

macro_rules! shapes {
    ($($variant:ident $name:literal,)*) => {
        /// One ARKit blend shape; `as usize` is its place in [`ARKIT`] and in [`Weights`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Arkit { $(#[doc = $name] $variant,)* }

        /// Names of the shapes in Apple's order (`ARFaceAnchor.BlendShapeLocation`).
        pub const ARKIT: [&str; 52] = [$($name,)*];

        impl Arkit {
            /// Every shape, in order.
            pub const ALL: [Self; 52] = [$(Self::$variant,)*];
        }
    };
}

shapes! {
    EyeBlinkLeft "eyeBlinkLeft", EyeLookDownLeft "eyeLookDownLeft", EyeLookInLeft "eyeLookInLeft",
    EyeLookOutLeft "eyeLookOutLeft", EyeLookUpLeft "eyeLookUpLeft", EyeSquintLeft "eyeSquintLeft",
    EyeWideLeft "eyeWideLeft",
    EyeBlinkRight "eyeBlinkRight", EyeLookDownRight "eyeLookDownRight", EyeLookInRight "eyeLookInRight",
    EyeLookOutRight "eyeLookOutRight", EyeLookUpRight "eyeLookUpRight", EyeSquintRight "eyeSquintRight",
    EyeWideRight "eyeWideRight",
    JawForward "jawForward", JawLeft "jawLeft", JawRight "jawRight", JawOpen "jawOpen",
    MouthClose "mouthClose", MouthFunnel "mouthFunnel", MouthPucker "mouthPucker",
    MouthLeft "mouthLeft", MouthRight "mouthRight",
    MouthSmileLeft "mouthSmileLeft", MouthSmileRight "mouthSmileRight",
    MouthFrownLeft "mouthFrownLeft", MouthFrownRight "mouthFrownRight",
    MouthDimpleLeft "mouthDimpleLeft", MouthDimpleRight "mouthDimpleRight",
    MouthStretchLeft "mouthStretchLeft", MouthStretchRight "mouthStretchRight",
    MouthRollLower "mouthRollLower", MouthRollUpper "mouthRollUpper",
    MouthShrugLower "mouthShrugLower", MouthShrugUpper "mouthShrugUpper",
    MouthPressLeft "mouthPressLeft", MouthPressRight "mouthPressRight",
    MouthLowerDownLeft "mouthLowerDownLeft", MouthLowerDownRight "mouthLowerDownRight",
    MouthUpperUpLeft "mouthUpperUpLeft", MouthUpperUpRight "mouthUpperUpRight",
    BrowDownLeft "browDownLeft", BrowDownRight "browDownRight", BrowInnerUp "browInnerUp",
    BrowOuterUpLeft "browOuterUpLeft", BrowOuterUpRight "browOuterUpRight",
    CheekPuff "cheekPuff", CheekSquintLeft "cheekSquintLeft", CheekSquintRight "cheekSquintRight",
    NoseSneerLeft "noseSneerLeft", NoseSneerRight "noseSneerRight",
    TongueOut "tongueOut",
}

impl Arkit {
    /// The name that rigs give the shape.
    pub fn name(self) -> &'static str {
        ARKIT[self as usize]
    }

    /// The shape called `name`, whatever its case; `None` for a name that ARKit does not have.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name().eq_ignore_ascii_case(name))
    }

    /// Whether the shape moves lips, jaw or tongue.
    pub fn is_mouth(self) -> bool {
        (Self::JawForward as usize..=Self::MouthUpperUpRight as usize).contains(&(self as usize))
            || matches!(self, Self::CheekPuff | Self::TongueOut)
    }
}

/// A weight (0..1) for each shape of [`ARKIT`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub [f32; 52]);

impl Default for Weights {
    fn default() -> Self {
        Self([0.0; 52])
    }
}

impl Weights {
    /// Adds `by` to a left and right pair, named by its left half.
    pub fn add_pair(&mut self, left: Arkit, by: f32) {
        self[left] += by;
        self[left.mirrored()] += by;
    }

    /// Multiplies a left and right pair, named by its left half.
    pub fn scale_pair(&mut self, left: Arkit, by: f32) {
        self[left] *= by;
        self[left.mirrored()] *= by;
    }

    /// Brings every weight into 0..1.
    pub fn clamp(&mut self) {
        for weight in &mut self.0 {
            *weight = weight.clamp(0.0, 1.0);
        }
    }
}

impl Arkit {
    /// The shape of the other side; a shape in the middle is its own mirror.
    pub fn mirrored(self) -> Self {
        let at = self as usize;
        let name = self.name();
        let eye = Self::EyeWideLeft as usize + 1;
        match () {
            () if at < eye => Self::ALL[at + eye],
            () if at < 2 * eye => Self::ALL[at - eye],
            () if name.ends_with("Left") => Self::ALL[at + 1],
            () if name.ends_with("Right") => Self::ALL[at - 1],
            () => self,
        }
    }
}

impl Index<Arkit> for Weights {
    type Output = f32;

    fn index(&self, shape: Arkit) -> &f32 {
        &self.0[shape as usize]
    }
}

impl IndexMut<Arkit> for Weights {
    fn index_mut(&mut self, shape: Arkit) -> &mut f32 {
        &mut self.0[shape as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_has_its_mirror() {
        for shape in Arkit::ALL {
            let expect = match shape.name() {
                n if n.ends_with("Left") => n.replace("Left", "Right"),
                n if n.ends_with("Right") => n.replace("Right", "Left"),
                n => n.to_owned(),
            };
            assert_eq!(shape.mirrored().name(), expect);
            assert_eq!(shape.mirrored().mirrored(), shape);
        }
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        assert_eq!(Arkit::from_name("JawOpen"), Some(Arkit::JawOpen));
        assert_eq!(Arkit::from_name("mouthWide"), None);
    }
}
