//! The table of all requests: from one list come the type, the names, the roles and the schemas.

use crate::access::Role;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What is known of a request beside its fields.
pub struct RequestInfo {
    /// Name on the wire.
    pub name: &'static str,
    /// For people.
    pub doc: &'static str,
    /// The least role that may ask for it.
    pub role: Role,
    /// Schema of its fields.
    pub data: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of what it answers.
    pub answer: fn(&mut SchemaGenerator) -> Schema,
}

/// The schema of a type, referred to by its name.
pub(super) fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

macro_rules! requests {
    ($($(#[doc = $doc:literal])+ $name:ident($data:ident) -> $answer:ident, $role:ident;)*) => {
        /// A request, as the program understands it: `requestType` names the variant, `requestData` its fields.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "requestType", content = "requestData")]
        pub enum Request {
            $($(#[doc = $doc])+ $name($data),)*
        }

        /// Names of all requests, in the order of [`Request`].
        pub const REQUESTS: &[&str] = &[$(stringify!($name)),*];

        /// What is known of every request, in the order of [`Request`].
        pub const TABLE: &[RequestInfo] = &[$(RequestInfo {
            name: stringify!($name),
            doc: concat!($($doc),+).trim_ascii(),
            role: Role::$role,
            data: table::schema::<$data>,
            answer: table::schema::<$answer>,
        }),*];

        impl Request {
            /// The name on the wire.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                }
            }

            /// Whether nothing changes by it, so that it may be asked again.
            pub fn only_tells(&self) -> bool {
                ["Get", "List", "Check"].iter().any(|verb| self.name().starts_with(verb))
            }

            /// What is known of it beside its fields.
            pub fn info(&self) -> &'static RequestInfo {
                let name = self.name();
                // The table has every name: both come from the one list.
                TABLE.iter().find(|info| info.name == name).unwrap_or(&TABLE[0])
            }
        }
    };
}
pub(super) use requests;
