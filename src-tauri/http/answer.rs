//! Requests in, answers out: JSON with errors a person can read, pages of lists, files, and problem details (RFC 9457).

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::error::FieldError;
use crate::base::message::Value;
use crate::base::{Code, Error, Record, Result};
use crate::say;

/// An error as it travels (RFC 9457 with the program's own `code` and `fields`).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says more than an address could.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, what was not changed, what to do, in English.
    pub detail: String,
    /// The same sentence with its values left out, in ICU message syntax: what a translation is found by.
    pub text: String,
    /// What stands in its places.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    pub values: BTreeMap<String, Value>,
    /// The closed code the interface acts on.
    #[schema(value_type = String)]
    pub code: Code,
    /// Which fields do not make sense.
    pub fields: Vec<FieldError>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Problem {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or_default().into(),
            status: status.as_u16(),
            detail: self.message.to_string(),
            text: self.message.text().to_owned(),
            values: self.message.values().clone(),
            code: self.code,
            fields: self.fields,
        };
        let mut response = (status, axum::Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

/// A JSON answer.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A JSON request body. What does not fit is answered with the field and what is wrong with it.
#[derive(Debug)]
pub struct Input<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let code = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Code::TooLarge } else { Code::Invalid };
            Error::new(code, say!("The request is larger than this program accepts or was cut off. Nothing was changed."))
        })?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        serde_path_to_error::deserialize(&mut reader).map(Self).map_err(|error| {
            let field = error.path().to_string();
            Error::field(
                field.clone(),
                say!(
                    "The field \"{field}\" does not make sense: {reason}. Nothing was changed.",
                    field,
                    reason = error.inner().to_string()
                ),
            )
        })
    }
}

/// The query part of an address.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| {
            Error::invalid(say!("The address does not make sense: {reason}.", reason = rejection.body_text()))
        })
    }
}

/// The variable part of a path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Error::not_found(Record::Other))
    }
}

/// Largest number of rows in one answer.
pub const PAGE_ROWS_MAX: i64 = 500;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

fn default_limit() -> i64 {
    50
}

impl PageQuery {
    /// Rows to pass over, never negative.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.offset.max(0)
    }

    /// Rows to answer, within the limits.
    #[must_use]
    pub fn limit(&self) -> i64 {
        self.limit.clamp(1, PAGE_ROWS_MAX)
    }
}

/// One part of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The rows asked for.
    pub rows: Vec<T>,
    /// How many rows the whole list has.
    pub total: i64,
}

/// A file as an answer, such as a PDF. Shown in place; the interface saves or prints it.
#[derive(Debug)]
pub struct File {
    /// Media type.
    pub media_type: &'static str,
    /// The name to save it under.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        let name: String =
            self.name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
        let headers = [
            (header::CONTENT_TYPE, self.media_type.to_owned()),
            (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (headers, self.bytes).into_response()
    }
}
