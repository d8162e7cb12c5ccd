//! The JSON Schema of the record, generated from the published types.
//!
//! In: nothing. Out: the schema as one pretty-printed text. Never: a copy kept by hand;
//! `config/record.schema.json` is this text, and a test says when it is stale.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::part::WiredeskPart;

/// Identity of the schema, stated in every record's `standard.schema`.
pub const SCHEMA_ID: &str = "urn:wiredesk:schema:wiredesk-1";

/// Identity of the ninjs 3.1 schema that is extended.
pub const NINJS_SCHEMA_ID: &str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json";

/// ninjs 3.1 with the member `wiredesk`, extended in the way ninjs allows.
pub fn schema() -> String {
    // For what is written: a member that is left out when empty is not required.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.into_generator();
    let mut part = Value::from(generator.into_root_schema_for::<WiredeskPart<'static>>());
    let definitions = part.as_object_mut().and_then(|members| {
        members.remove("$schema");
        members.remove("title");
        members.remove("$defs")
    });
    let definitions = definitions.unwrap_or_else(|| json!({}));
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "wiredesk record, profile wiredesk-1",
        "description": "An IPTC ninjs 3.1 item with one more member. ninjs: (c) IPTC, CC BY 4.0.",
        "type": "object",
        "allOf": [{"$ref": format!("{NINJS_SCHEMA_ID}#/$defs/ninjsType")}],
        "properties": {"wiredesk": part},
        "required": ["uri", "type", "pubStatus", "standard", "wiredesk"],
        "unevaluatedProperties": false,
        "$defs": definitions,
    });
    // INVARIANT: a JSON value made of maps with text keys always prints.
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}
