//! The tables of the reference: what stands between `<!-- generated: NAME -->` and `<!-- /generated -->`.

use protocol::Code;
use serde_json::Value;
use std::fmt::Write;

const END: &str = "<!-- /generated -->";

/// The text with its marked parts filled in.
///
/// # Errors
/// A part that is not closed, or that nobody knows.
pub fn filled(text: &str, schema: &Value) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!-- generated: ") {
        let (name, inside) = after.split_once(" -->").ok_or("a mark is not closed with `-->`")?;
        let (_, behind) =
            inside.split_once(END).ok_or_else(|| format!("the part `{name}` is not closed with `{END}`"))?;
        let table = match name {
            "requests" => requests(schema),
            "events" => events(schema),
            "types" => types(schema),
            "codes" => codes(),
            _ => return Err(format!("nothing is called `{name}`; there are requests, events, types, codes")),
        };
        let _ = write!(out, "{before}<!-- generated: {name} -->\n{table}{END}");
        rest = behind;
    }
    Ok(out + rest)
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

/// Links to a type, or its JSON type.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return format!("`{}`", reference.rsplit('/').next().unwrap_or_default());
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let all: Vec<_> = any.iter().filter(|s| s["type"] != "null").map(kind).collect();
        return all.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => match schema["prefixItems"].as_array() {
            Some(items) => format!("[{}]", items.iter().map(kind).collect::<Vec<_>>().join(", ")),
            None => format!("list of {}", kind(&schema["items"])),
        },
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let all: Vec<_> = names.iter().filter_map(Value::as_str).filter(|n| *n != "null").collect();
            all.join(" or ")
        }
        _ => "any".into(),
    }
}

fn fields<'a>(schema: &'a Value, of: &Value) -> Option<&'a Value> {
    let name = of["$ref"].as_str()?.rsplit('/').next()?;
    Some(&schema["$defs"][name])
}

fn listed(definition: Option<&Value>) -> String {
    let Some(definition) = definition else { return "-".into() };
    let required: Vec<&str> =
        definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let one = |(name, of): (&String, &Value)| {
        let mark = if required.contains(&name.as_str()) { "" } else { "?" };
        format!("`{name}`{mark}: {}", kind(of))
    };
    let all: Vec<String> = definition["properties"].as_object().into_iter().flatten().map(one).collect();
    if all.is_empty() { "-".into() } else { all.join("; ") }
}

fn requests(schema: &Value) -> String {
    let mut out = String::from(
        "| request | does | least role | `requestData` | `responseData` |\n|---|---|---|---|---|\n",
    );
    for request in schema["requests"].as_array().into_iter().flatten() {
        let text = |name: &str| request[name].as_str().unwrap_or_default();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            text("name"),
            cell(text("description")),
            text("role"),
            cell(&listed(fields(schema, &request["data"]))),
            kind(&request["answer"])
        );
    }
    out
}

fn events(schema: &Value) -> String {
    let mut out = String::from("| event | tells | `eventData` |\n|---|---|---|\n");
    for event in schema["$defs"]["Event"]["oneOf"].as_array().into_iter().flatten() {
        let data = &event["properties"]["eventData"];
        let fields = if data.get("$ref").is_some() { kind(data) } else { listed(Some(data)) };
        let name = event["properties"]["eventType"]["const"].as_str().unwrap_or_default();
        let _ = writeln!(
            out,
            "| `{name}` | {} | {} |",
            cell(event["description"].as_str().unwrap_or_default()),
            cell(&fields)
        );
    }
    out
}

fn types(schema: &Value) -> String {
    let mut out = String::new();
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        if name == "Event"
            || name == "Numbered"
            || definition["properties"].as_object().is_some_and(|p| p.is_empty())
        {
            continue;
        }
        let _ =
            writeln!(out, "#### `{name}`\n\n{}\n", definition["description"].as_str().unwrap_or_default());
        let required: Vec<&str> =
            definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if let Some(properties) = definition["properties"].as_object() {
            out.push_str("| field | type | is |\n|---|---|---|\n");
            for (field, of) in properties {
                let mark = if required.contains(&field.as_str()) { "" } else { " (optional)" };
                let is = cell(of["description"].as_str().unwrap_or_default());
                let _ = writeln!(out, "| `{field}` | {}{mark} | {is} |", cell(&kind(of)));
            }
            out.push('\n');
        }
        let values =
            definition["oneOf"].as_array().into_iter().flatten().filter(|v| v.get("const").is_some());
        let values: Vec<String> = values
            .map(|v| {
                format!(
                    "`{}`: {}",
                    v["const"].as_str().unwrap_or_default(),
                    cell(v["description"].as_str().unwrap_or_default())
                )
            })
            .collect();
        if !values.is_empty() {
            let _ = writeln!(out, "{}\n", values.join(" · "));
        }
        if let Some(plain) = definition["enum"].as_array() {
            let names: Vec<String> =
                plain.iter().filter_map(Value::as_str).map(|v| format!("`{v}`")).collect();
            let _ = writeln!(out, "{}\n", names.join(" · "));
        }
    }
    out
}

fn codes() -> String {
    let mut out = String::from("| code | name | HTTP |\n|---|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(out, "| {} | `{code:?}` | {} |", code as u16, code.http_status());
    }
    out
}
