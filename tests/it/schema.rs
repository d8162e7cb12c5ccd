//! The published record against its schemas: ours, and ninjs 3.1 as the standard has it.

use std::fs;
use std::path::PathBuf;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use wiredesk::record;

fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// ninjs refers to GeoJSON on the web; a Point of our own stands in, nothing is fetched.
fn geo_json() -> Value {
    json!({
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {
                "type": "array",
                "prefixItems": [
                    {"type": "number", "minimum": -180, "maximum": 180},
                    {"type": "number", "minimum": -90, "maximum": 90}
                ],
                "minItems": 2,
                "maxItems": 2
            }
        },
        "additionalProperties": false
    })
}

fn validator(schema: &Value) -> Validator {
    let ninjs: Value = serde_json::from_str(&file("tests/fixtures/ninjs-schema_3.1.json"))
        .expect("the ninjs schema is JSON");
    let registry = Registry::new()
        .add("https://geojson.org/schema/GeoJSON.json", geo_json())
        .and_then(|registry| registry.add(record::NINJS_SCHEMA_ID, ninjs))
        .and_then(|registry| registry.prepare())
        .expect("a registry");
    jsonschema::options()
        .with_registry(&registry)
        .should_validate_formats(true)
        .build(schema)
        .expect("a schema")
}

/// Ours and the standard's own.
pub(crate) struct Schemas {
    ours: Validator,
    ninjs: Validator,
}

impl Schemas {
    pub(crate) fn new() -> Self {
        let ours = serde_json::from_str(&record::schema()).expect("our schema is JSON");
        let ninjs = json!({"$ref": record::NINJS_SCHEMA_ID});
        Self {
            ours: validator(&ours),
            ninjs: validator(&ninjs),
        }
    }

    /// Every way in which a record breaks a schema; whole against ours, without `wiredesk`
    /// against ninjs.
    pub(crate) fn faults(&self, record: &Value) -> Vec<String> {
        let mut plain = record.clone();
        if let Some(members) = plain.as_object_mut() {
            members.remove("wiredesk");
        }
        let ours = self
            .ours
            .iter_errors(record)
            .map(|e| format!("ours: {e} at {}", e.instance_path()));
        let ninjs = self
            .ninjs
            .iter_errors(&plain)
            .map(|e| format!("ninjs: {e} at {}", e.instance_path()));
        ours.chain(ninjs).collect()
    }
}

/// The committed schema is the generated one; `UPDATE_FIXTURES=1` writes it anew.
#[test]
fn the_committed_schema_is_the_generated_one() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/record.schema.json");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&path, record::schema()).expect("a writable schema");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == record::schema(),
        "config/record.schema.json is stale: UPDATE_FIXTURES=1 cargo test schema"
    );
}

#[test]
fn the_schemas_refuse_what_they_should() {
    let schemas = Schemas::new();
    let record = json!({"uri": "urn:wiredesk:a:b", "type": "text", "wiredesk": {"format": 1}});
    let faults = schemas.faults(&record).join("\n");
    for expected in ["format", "standard"] {
        assert!(faults.contains(expected), "{expected} in\n{faults}");
    }
    let foreign = json!({"uri": "urn:wiredesk:a:b", "versioncreated": "2021-02-15T00:00:00Z"});
    assert!(
        schemas
            .faults(&foreign)
            .iter()
            .any(|fault| fault.starts_with("ninjs")),
        "{foreign}"
    );
}
