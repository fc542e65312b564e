//! What is generated from the types of this crate: prints a JSON object of paths in the repository and their texts.
//! `cargo xtask codegen` writes them, and checks in CI that they are what is checked in.

mod markdown;
mod openapi;
mod typescript;

use protocol::{Caller, Event, envelope, event::Numbered, request::TABLE};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// The file whose marked parts are generated; it is read where the program runs: the root of the repository.
const REFERENCE: &str = "docs/protocol.md";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schema = schema();
    let reference = std::fs::read_to_string(REFERENCE)?;
    let files = json!({
        "docs/schema/compere.schema.json": pretty(&schema)?,
        "docs/openapi.json": pretty(&openapi::document())?,
        "console/src/wire.ts": typescript::file(&schema),
        REFERENCE: markdown::filled(&reference, &schema)?,
    });
    println!("{files}");
    Ok(())
}

fn pretty(value: &Value) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Everything that travels, as one JSON Schema (2020-12).
fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let requests = requests(&mut generator);
    let messages = json!({
        "Event": generator.subschema_for::<Event>(),
        "Numbered": generator.subschema_for::<Numbered>(),
        "Hello": generator.subschema_for::<envelope::Hello>(),
        "Identify": generator.subschema_for::<envelope::Identify>(),
        "Identified": generator.subschema_for::<envelope::Identified>(),
        "RequestMessage": generator.subschema_for::<envelope::RequestMessage>(),
        "Caller": generator.subschema_for::<Caller>(),
        "ResponseMessage": generator.subschema_for::<envelope::ResponseMessage>(),
    });
    let definitions: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Compere",
        "description": "What travels between Compere and its clients; see docs/protocol.md.",
        "$defs": definitions,
        "requests": requests,
        "messages": messages,
    })
}

/// Name, least role, fields and answer of every request.
fn requests(generator: &mut SchemaGenerator) -> Value {
    let of = |info: &protocol::request::RequestInfo| {
        json!({
            "name": info.name,
            "description": info.doc,
            "role": info.role.name(),
            "data": (info.data)(generator),
            "answer": (info.answer)(generator),
        })
    };
    TABLE.iter().map(of).collect()
}
