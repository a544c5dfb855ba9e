//! The web interface as it is served by every door: the built page with a fresh nonce, and its files.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rust_embed::RustEmbed;

use crate::http::Door;
use crate::store::random_bytes;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/ui/dist"]
#[allow_missing = true]
struct Files;

/// Answers a path outside `/api`: a file of the interface, or the page itself for every address a screen has.
pub async fn serve(door: Door, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    match Files::get(path) {
        Some(file) if !path.is_empty() && path != "index.html" => {
            let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
            // Files under assets/ carry a hash of their content in their name.
            let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, keep.to_owned())], file.data.into_owned())
                .into_response()
        }
        _ if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        _ => page(door),
    }
}

fn page(door: Door) -> Response {
    let Some(file) = Files::get("index.html") else {
        return (StatusCode::NOT_FOUND, "The interface was not built. Run ./dev run, which builds it.").into_response();
    };
    let nonce = BASE64.encode(random_bytes::<16>());
    let door = if door == Door::Window { "window" } else { "loopback" };
    let html = String::from_utf8_lossy(&file.data).replace("__CSP_NONCE__", &nonce).replace("__DOOR__", door);
    let mut response =
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], html).into_response();
    let headers = response.headers_mut();
    // Mantine and AG Grid add style elements at run time; the nonce admits them without unsafe-inline. Scripts come from files only.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; font-src 'self'; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
