//! The file format as a JSON Schema (draft 2020-12), for editors.

use schemars::{
    JsonSchema, Schema,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform},
};
use serde_json::{Value, json};

use super::{file::File, later};

/// The JSON Schema of `config.toml`. Keys without effect in this version are in it, marked as such.
pub fn schema() -> Value {
    let mut schema = in_force();
    for path in later::ignored() {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        let mut node = &mut schema;
        for part in table.split('.').filter(|part| !part.is_empty()) {
            node = &mut node["properties"][part];
            if node.get("items").is_some() {
                node = &mut node["items"];
            }
        }
        node["properties"][key] =
            json!({ "description": "Has no effect in this version yet.", "deprecated": true });
    }
    schema
}

/// The same with only the keys that are obeyed.
pub(super) fn in_force() -> Value {
    let mut schema = of::<File>();
    schema.insert("title".to_owned(), "feedmill configuration".into());
    schema.to_value()
}

/// The schema of one table.
pub(super) fn of<T: JsonSchema>() -> Schema {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    schema
}

/// TOML has no null: an optional key is absent.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                // The doc comment of the key wins over that of its type.
                if schema.get(&key).is_none() {
                    schema.insert(key, value);
                }
            }
        }
    }
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every property has a description.
    fn check(node: &Value, path: &str) {
        if let Some(properties) = node["properties"].as_object() {
            assert_eq!(node.get("additionalProperties"), Some(&json!(false)), "{path}");
            for (key, value) in properties {
                let path = format!("{path}.{key}");
                assert!(value["description"].is_string(), "{path} has no description");
                check(value, &path);
            }
        }
        if let Some(items) = node.get("items") {
            check(items, path);
        }
    }

    #[test]
    fn every_key_is_described() {
        check(&schema(), "");
    }

    #[test]
    fn there_is_no_null_and_no_reference() {
        let text = schema().to_string();
        assert!(!text.contains("null"), "{text}");
        assert!(!text.contains("$ref"), "{text}");
    }

    #[test]
    fn later_keys_are_marked() {
        let schema = schema();
        let dates = |schema: Value| schema["properties"]["dates"]["properties"].clone();
        assert_eq!(dates(schema)["missing"]["deprecated"], true);
        assert!(dates(in_force()).get("missing").is_none());
    }
}
