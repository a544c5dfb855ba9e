//! The guard in front of every operation: known operation, right session, right permission. What is not listed is refused.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::{Access, Actor, App, Call, Door, Operation};
use crate::base::{Code, Error, Result};
use crate::say;

/// The cookie of a browser or window session.
pub const SESSION_COOKIE: &str = "counterfoil_session";

/// The header that only the interface's own scripts send: another site's form or link cannot.
const INTERFACE_HEADER: &str = "x-counterfoil";

/// How a token is kept: only its hash is stored.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The cookie that carries a session, or ends it when `token` is empty.
#[must_use]
pub fn session_cookie(token: &str) -> String {
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{SESSION_COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/api{age}")
}

/// Lets a request through to its operation, or answers why not.
pub async fn guard(
    State((app, operations)): State<(Arc<App>, Arc<Vec<Operation>>)>,
    mut request: Request,
    next: Next,
) -> Response {
    // The body of a request cannot be shared between threads, so what is needed is taken out before anything is awaited.
    let admitted = match (find_operation(&operations, &request), token(request.headers()).map(|token| token.map(token_hash))) {
        (Ok(operation), Ok(token_hash)) => admit(&app, operation, token_hash).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match admitted {
        Ok(call) => {
            request.extensions_mut().insert(call);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

fn find_operation<'a>(operations: &'a [Operation], request: &Request) -> Result<&'a Operation> {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let is_asked = |operation: &&Operation| operation.path == path && operation.method == request.method();
    operations
        .iter()
        .find(is_asked)
        .ok_or_else(|| Error::new(Code::NotFound, say!("There is no such operation. The list of all is at /api/docs.")))
}

async fn admit(app: &Arc<App>, operation: &Operation, token_hash: Option<[u8; 32]>) -> Result<Call> {
    let actor = match token_hash {
        Some(token_hash) => find_actor(app, &token_hash).await?,
        None => None,
    };
    let call = Call { app: app.clone(), operation: operation.name, actor };
    match operation.access {
        Access::Public => {}
        Access::NeedsWhereOpen(_) if app.store().is_err() => {}
        Access::Session => {
            call.actor()?;
        }
        Access::Enrolling => awake(&call)?,
        Access::SignedIn => {
            awake(&call)?;
            noted(&call, enrolled(&call)).await?;
        }
        Access::Needs(permission) | Access::NeedsWhereOpen(permission) => {
            awake(&call)?;
            noted(&call, enrolled(&call).and_then(|()| call.demand(permission))).await?;
        }
    }
    if let Some(actor) = &call.actor
        && !is_idle(app, actor)
    {
        app.touch(&actor.token_hash, app.clock.now());
    }
    Ok(call)
}

/// The token of the request: a bearer token, or the interface's cookie together with the interface's header.
fn token(headers: &HeaderMap) -> Result<Option<&str>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        return token.map(Some).ok_or_else(|| {
            Error::new(
                Code::SignedOut,
                say!("The Authorization header must read \"Bearer\" and a token from POST /api/sessions."),
            )
        });
    }
    Ok(interface_cookies(headers).find(|(name, _)| *name == SESSION_COOKIE).map(|(_, token)| token))
}

/// Whether a request comes from the interface's own scripts.
#[must_use]
pub fn is_interface(headers: &HeaderMap) -> bool {
    headers.contains_key(INTERFACE_HEADER)
}

/// The cookies of a request as names and values: none without the interface's header, because another site's form could bring them along.
pub fn interface_cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let values = is_interface(headers).then(|| headers.get_all(header::COOKIE));
    let lines = values.into_iter().flatten().filter_map(|value| value.to_str().ok());
    lines.flat_map(|value| value.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

async fn find_actor(app: &Arc<App>, token_hash: &[u8; 32]) -> Result<Option<Actor>> {
    let Ok(store) = app.store() else { return Ok(None) };
    let (token_hash, look_up, now) = (*token_hash, app.doorkeeper.look_up_session, app.clock.now());
    store.read(move |db| look_up(db, &token_hash, now)).await
}

pub(super) fn is_idle(app: &App, actor: &Actor) -> bool {
    let limit_ms = actor.lock_after_minutes * 60_000;
    app.door != Door::Process
        && !actor.is_script
        && app.last_seen(&actor.token_hash).is_none_or(|seen| app.clock.now().0 - seen.0 > limit_ms)
}

fn awake(call: &Call) -> Result<()> {
    let actor = call.actor()?;
    if call.is_locked() {
        return Err(Error::new(
            Code::Locked,
            say!("The screen is locked. {name} can unlock it with their password; nothing was changed.", name = actor.name),
        ));
    }
    Ok(())
}

/// Writes a refusal down before it is answered.
async fn noted(call: &Call, outcome: Result<()>) -> Result<()> {
    if let Err(refusal) = &outcome {
        call.note_access(&call.actor()?.name, Some(refusal.code)).await;
    }
    outcome
}

/// Refuses whoever must set up a second factor before anything else.
fn enrolled(call: &Call) -> Result<()> {
    if call.actor()?.must_enrol {
        return Err(Error::new(
            Code::SecondFactorNeeded,
            say!(
                "Your role requires a second factor, and you have none yet. Nothing was changed; set one up, and everything else is open again."
            ),
        ));
    }
    Ok(())
}
