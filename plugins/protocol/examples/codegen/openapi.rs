//! The HTTP side as OpenAPI 3.1: each request is one address.

use super::requests;
use protocol::{Code, envelope::RequestStatus};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let requests = requests(&mut generator);
    let status: Value = generator.subschema_for::<RequestStatus>().into();
    let paths: Map<String, Value> =
        requests.as_array().into_iter().flatten().map(|r| path(r, &status)).collect();
    let error = |(code, description): (Code, &str)| {
        (format!("{code:?}"), json!({"description": description, "content": body(&status, None)}))
    };
    let errors: Map<String, Value> = ERRORS.into_iter().map(error).collect();
    let schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Compere",
            "version": protocol::PROTOCOL_VERSION.to_string(),
            "description": "A digital human that hosts live streams. Events come over the WebSocket, or by long polling: see docs/protocol.md.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"}
        },
        "servers": [{"url": "http://127.0.0.1:8080", "description": "Where it listens unless it is told otherwise."}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": errors,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}
        }
    })
}

/// What can go wrong with a request, by HTTP status.
const ERRORS: [(Code, &str); 10] = [
    (Code::BadMessage, "The body is not JSON, or a field is missing."),
    (Code::Unauthorized, "No or a wrong token."),
    (Code::Forbidden, "The token's role does not allow it."),
    (Code::NotFound, "What was named does not exist."),
    (Code::IdempotencyConflict, "The idempotency key was used for another request."),
    (Code::TooLarge, "The body, or what is in it, is larger than the limit."),
    (Code::InvalidField, "A field's value cannot be used."),
    (Code::TooMany, "Too much was asked for in a short time."),
    (Code::Internal, "Something inside failed."),
    (Code::Busy, "Too much is waiting, or compere is starting or stopping; nothing was done."),
];

fn path(request: &Value, status: &Value) -> (String, Value) {
    let (name, data) = (request["name"].as_str().unwrap_or_default(), &request["data"]);
    let mut responses = json!({"200": {"description": "It was done, or queued.", "content": body(status, Some(&request["answer"]))}});
    for (code, _) in ERRORS {
        responses[code.http_status().to_string()] =
            json!({"$ref": format!("#/components/responses/{code:?}")});
    }
    let key = json!({
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": {"type": "string", "maxLength": 128},
        "description": "A request with the same key is done once."
    });
    let operation = json!({
        "operationId": name,
        "summary": request["description"],
        "description": format!("Needs at least the role `{}`.", request["role"].as_str().unwrap_or_default()),
        "parameters": [key],
        "requestBody": {"required": false, "content": {"application/json": {"schema": data}}},
        "responses": responses
    });
    (format!("/api/v1/requests/{name}"), json!({"post": operation}))
}

/// What every answer looks like; with `responseData` where it was done.
fn body(status: &Value, answer: Option<&Value>) -> Value {
    let mut properties = json!({"requestType": {"type": "string"}, "requestStatus": status});
    if let Some(answer) = answer {
        properties["responseData"] = answer.clone();
    }
    let required = match answer {
        Some(_) => json!(["requestType", "requestStatus", "responseData"]),
        None => json!(["requestStatus"]),
    };
    json!({"application/json": {"schema": {"type": "object", "properties": properties, "required": required}}})
}
