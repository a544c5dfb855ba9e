//! The OpenAPI document as a page a person can read: plain HTML, no script, no style from elsewhere.

use std::fmt::Write as _;

use serde_json::Value;
use utoipa::openapi::OpenApi;

/// Renders the document.
#[must_use]
pub fn render(document: &OpenApi) -> String {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Counterfoil API</title></head><body>",
    );
    let _ = write!(
        html,
        "<h1>Counterfoil API</h1><p>{}</p><p><a href=\"/api/openapi.json\">openapi.json</a></p>",
        text(&document["info"]["description"])
    );
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            render_operation(&mut html, path, method, operation);
        }
    }
    html.push_str("<h2>Types</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(html, "<h3 id=\"{0}\">{0}</h3><p>{1}</p>", escape(name), text(&schema["description"]));
        render_fields(&mut html, schema);
    }
    html.push_str("</body></html>");
    html
}

fn render_operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    let name = operation["operationId"].as_str().unwrap_or_default();
    let permission = operation["x-permission"].as_str().unwrap_or_default();
    let _ = write!(
        html,
        "<h2 id=\"{0}\">{0}</h2><p><code>{1} /api{2}</code> — needs <code>{3}</code></p><p>{4} {5}</p>",
        escape(name),
        escape(&method.to_uppercase()),
        escape(path),
        escape(permission),
        text(&operation["summary"]),
        text(&operation["description"])
    );
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        html.push_str("<ul>");
        for parameter in parameters {
            let _ = write!(
                html,
                "<li><code>{}</code> ({}): {} {}</li>",
                text(&parameter["name"]),
                text(&parameter["in"]),
                kind(&parameter["schema"]),
                text(&parameter["description"])
            );
        }
        html.push_str("</ul>");
    }
    for (label, content) in
        [("Request", &operation["requestBody"]["content"]), ("Answer", &operation["responses"]["200"]["content"])]
    {
        for (media_type, body) in content.as_object().into_iter().flatten() {
            let _ = write!(html, "<p>{label}: {} <code>{}</code></p>", kind(&body["schema"]), escape(media_type));
        }
    }
}

fn render_fields(html: &mut String, schema: &Value) {
    html.push_str("<ul>");
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let _ = write!(html, "<li><code>{}</code>: {} {}</li>", escape(name), kind(field), text(&field["description"]));
    }
    html.push_str("</ul>");
}

fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escape(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => escape(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(escape).collect::<Vec<_>>().join(" or "),
        _ => schema["oneOf"].as_array().map(|kinds| kinds.iter().map(kind).collect::<Vec<_>>().join(" or ")).unwrap_or_default(),
    }
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
