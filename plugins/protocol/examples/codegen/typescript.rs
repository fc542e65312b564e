//! The types for TypeScript: an interface or a union for every definition of the schema.

use serde_json::{Map, Value};
use std::fmt::Write;

pub fn file(schema: &Value) -> String {
    let mut out = String::from(
        "// Generated from the Rust types of plugins/protocol by `cargo xtask codegen`; do not edit.\n\
         // Long because it is everything that travels.\n\n",
    );
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        comment(&mut out, "", definition);
        let _ = match object(definition) {
            Some(fields) if definition.get("oneOf").is_none() && definition.get("anyOf").is_none() => {
                if fields.is_empty() {
                    writeln!(out, "export type {name} = Record<string, never>\n")
                } else {
                    writeln!(out, "export interface {name} {{\n{}}}\n", properties(definition, "  "))
                }
            }
            _ => writeln!(out, "export type {name} = {}\n", of(definition)),
        };
    }
    out.push_str("/** What each request takes and gives. */\nexport interface Requests {\n");
    for request in schema["requests"].as_array().into_iter().flatten() {
        comment(&mut out, "  ", request);
        let name = request["name"].as_str().unwrap_or_default();
        let _ =
            writeln!(out, "  {name}: [data: {}, answer: {}]", of(&request["data"]), of(&request["answer"]));
    }
    out.push_str("}\n\n/** The least role that may ask for it. */\nexport const ROLES = {\n");
    for request in schema["requests"].as_array().into_iter().flatten() {
        let (name, role) =
            (request["name"].as_str().unwrap_or_default(), request["role"].as_str().unwrap_or_default());
        let _ = writeln!(out, "  {name}: '{role}',");
    }
    out.push_str("} as const satisfies Record<keyof Requests, Role>\n");
    out
}

fn comment(out: &mut String, indent: &str, of: &Value) {
    if let Some(text) = of["description"].as_str() {
        let _ = writeln!(out, "{indent}/** {} */", text.replace('\n', " ").replace("*/", "* /"));
    }
}

fn object(schema: &Value) -> Option<&Map<String, Value>> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let is_object =
        schema["type"] == "object" && schema.get("additionalProperties").is_none_or(Value::is_boolean);
    is_object.then(|| schema["properties"].as_object().unwrap_or(&EMPTY))
}

fn properties(schema: &Value, indent: &str) -> String {
    let mut out = String::new();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, property) in object(schema).into_iter().flatten() {
        comment(&mut out, indent, property);
        // `x-always`: it is there, and `null` where there is nothing.
        let is_required = required.contains(&name.as_str()) || property["x-always"] == true;
        let kind = of(property);
        // What is not there is left out; it is never `null`.
        let kind = if is_required { kind.as_str() } else { kind.strip_suffix(" | null").unwrap_or(&kind) };
        let _ = writeln!(out, "{indent}{name}{}: {kind}", if is_required { "" } else { "?" });
    }
    out
}

/// A schema as a type, on one line.
fn of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or("unknown").to_owned();
    }
    if let Some(value) = schema.get("const") {
        return literal(value);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(literal).collect::<Vec<_>>().join(" | ");
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(all) = schema[key].as_array() {
            return all.iter().map(of).collect::<Vec<_>>().join(" | ");
        }
    }
    if let Some(types) = schema["type"].as_array() {
        let each = |kind: &Value| {
            let mut one = schema.clone();
            one["type"] = kind.clone();
            of(&one)
        };
        return types.iter().map(each).collect::<Vec<_>>().join(" | ");
    }
    match schema["type"].as_str() {
        Some("string") => "string".into(),
        Some("boolean") => "boolean".into(),
        Some("integer" | "number") => "number".into(),
        Some("null") => "null".into(),
        Some("array") => match schema["prefixItems"].as_array() {
            Some(items) => format!("[{}]", items.iter().map(of).collect::<Vec<_>>().join(", ")),
            None => {
                let item = of(&schema["items"]);
                if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") }
            }
        },
        Some("object") => match object(schema) {
            Some(fields) if fields.is_empty() => "Record<string, never>".into(),
            Some(_) => {
                let inside: Vec<String> = properties(schema, "")
                    .lines()
                    .filter(|l| !l.starts_with("/**"))
                    .map(Into::into)
                    .collect();
                format!("{{ {} }}", inside.join("; "))
            }
            None => format!("Record<string, {}>", of(&schema["additionalProperties"])),
        },
        _ => "unknown".into(),
    }
}

fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("'{text}'"))
}
