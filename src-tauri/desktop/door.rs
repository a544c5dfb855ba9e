//! The window's way into the router. It is the window's cookie jar: the token of a session stays here, and the page never sees it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, Uri, header};
use axum::response::IntoResponse;
use tauri::AppHandle;
use tokio::sync::watch;
use tower::ServiceExt;

use super::native;
use crate::base::{Code, Error, Message, Record, Result};
use crate::http::{App, SESSION_COOKIE, ShopState};
use crate::router;
use crate::say;
use crate::store::Context;

/// How long closing waits for requests that are still being answered. Beyond it something hangs, and the store is safe against being cut off.
const CLOSING_WAIT: Duration = Duration::from_secs(30);

/// The window's way into the router.
pub(super) struct WindowDoor {
    pub(super) started: Instant,
    pub(super) is_ready: AtomicBool,
    /// Set once the shop was opened; requests that come earlier wait for it.
    shop: watch::Sender<Option<(Arc<App>, Router)>>,
    /// The session of each window, by its label.
    sessions: Mutex<HashMap<String, String>>,
    unanswered: AtomicUsize,
}

impl WindowDoor {
    pub(super) fn new(started: Instant) -> Self {
        Self {
            started,
            is_ready: AtomicBool::new(false),
            shop: watch::Sender::new(None),
            sessions: Mutex::default(),
            unanswered: AtomicUsize::new(0),
        }
    }

    /// Lets requests in.
    pub(super) fn open(&self, app: Arc<App>) {
        let router = router::desktop_app(app.clone());
        self.shop.send_replace(Some((app, router)));
    }

    /// Waits until every accepted request and every accepted write has ended, and closes the store.
    pub(super) fn close(&self) {
        let waiting = Instant::now();
        while self.unanswered.load(Ordering::Acquire) > 0 && waiting.elapsed() < CLOSING_WAIT {
            std::thread::sleep(Duration::from_millis(2));
        }
        let Some((app, _)) = self.shop.send_replace(None) else { return };
        crate::keys::before_closing(&app);
        if let ShopState::Open(store) = &*app.shop() {
            // Writes are done in turn, so when this one is refused all that were accepted before it have ended.
            let _ = store
                .write_now(Context::program("close_window"), |_| Err::<(), _>(Error::refused(say!("The program is closing."))));
        }
        app.set_shop(ShopState::Sealed(Message::default()));
    }

    /// Gives a new window the session of the one it was opened from.
    pub(super) fn share_session(&self, opener: &str, label: &str) {
        let mut sessions = self.sessions();
        if let Some(token) = sessions.get(opener).cloned() {
            sessions.insert(label.to_owned(), token);
        }
    }

    /// Answers one request of the window with this label.
    pub(super) async fn answer(
        &self,
        window: &AppHandle,
        label: &str,
        request: axum::http::Request<Vec<u8>>,
    ) -> Response<Vec<u8>> {
        self.unanswered.fetch_add(1, Ordering::AcqRel);
        let answer = match self.route(window, label, request).await {
            Ok(answer) => answer,
            Err(error) => error.into_response(),
        };
        let answer = flatten(answer).await;
        self.unanswered.fetch_sub(1, Ordering::AcqRel);
        answer
    }

    async fn route(
        &self,
        window: &AppHandle,
        label: &str,
        request: axum::http::Request<Vec<u8>>,
    ) -> Result<axum::response::Response> {
        demand_own_origin(request.headers())?;
        if request.uri().path().starts_with("/window/") {
            return native::answer(self, window, label, request).await;
        }
        let request = self.inward(label, request)?;
        let mut answer = self.router().await?.oneshot(request).await.map_err(Error::internal)?;
        self.keep_session(label, answer.headers_mut());
        Ok(answer)
    }

    async fn router(&self) -> Result<Router> {
        let mut shop = self.shop.subscribe();
        match &*shop.wait_for(Option::is_some).await.map_err(Error::internal)? {
            Some((_, router)) => Ok(router.clone()),
            None => Err(Error::new(Code::Sealed, say!("The program is closing. Nothing was changed."))),
        }
    }

    /// Asks the router in the name of whoever is signed in at a window, for a native action that needs to know.
    ///
    /// # Errors
    /// What the router refuses, without its words: the page that asks for the action has shown them.
    pub(super) async fn ask<T: serde::de::DeserializeOwned>(&self, label: &str, path: &str) -> Result<T> {
        let asked =
            axum::http::Request::get(path).header("x-counterfoil", "interface").body(Vec::new()).map_err(Error::internal)?;
        let answer = self.router().await?.oneshot(self.inward(label, asked)?).await.map_err(Error::internal)?;
        if !answer.status().is_success() {
            return Err(Error::new(
                Code::Forbidden,
                say!("Your role does not include this, or nobody is signed in. Nothing was changed."),
            ));
        }
        serde_json::from_slice(flatten(answer).await.body()).map_err(Error::internal)
    }

    /// The request as the router expects it: an address without host, and the session of this window instead of what the page may claim.
    fn inward(&self, label: &str, request: axum::http::Request<Vec<u8>>) -> Result<Request> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = path.parse::<Uri>().map_err(|_| Error::not_found(Record::Page))?;
        parts.headers.remove(header::COOKIE);
        if let Some(token) = self.sessions().get(label) {
            let cookie = HeaderValue::from_str(&format!("{SESSION_COOKIE}={token}")).map_err(Error::internal)?;
            parts.headers.insert(header::COOKIE, cookie);
        }
        Ok(Request::from_parts(parts, Body::from(body)))
    }

    /// Takes the session out of an answer and keeps it for this window; an empty one ends it. It is the only cookie kept: that somebody trusts this
    /// window needs none (`staff::trusted` says why), so it is as good after the program was closed and opened again.
    fn keep_session(&self, label: &str, headers: &mut HeaderMap) {
        let header::Entry::Occupied(entry) = headers.entry(header::SET_COOKIE) else { return };
        for cookie in entry.remove_entry_mult().1 {
            let Some(token) = session_token(&cookie) else { continue };
            if token.is_empty() {
                self.sessions().remove(label);
            } else {
                self.sessions().insert(label.to_owned(), token.to_owned());
            }
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn session_token(cookie: &HeaderValue) -> Option<&str> {
    let (name, value) = cookie.to_str().ok()?.split(';').next()?.trim().split_once('=')?;
    (name == SESSION_COOKIE).then_some(value)
}

/// The scheme can be asked by any page in a webview; only the interface's own pages are answered.
fn demand_own_origin(headers: &HeaderMap) -> Result<()> {
    let origins = ["counterfoil://localhost", "http://counterfoil.localhost", "https://counterfoil.localhost"];
    match headers.get(header::ORIGIN) {
        Some(origin) if !origins.iter().any(|own| origin == own) => {
            Err(Error::new(Code::Forbidden, say!("Only the program's own pages may ask this. Nothing was changed.")))
        }
        Some(_) | None => Ok(()),
    }
}

async fn flatten(answer: axum::response::Response) -> Response<Vec<u8>> {
    let (parts, body) = answer.into_parts();
    // The body comes from memory, so reading it cannot fail half way.
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, body.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::base::time::SystemClock;
    use crate::http::Door;
    use crate::store::Store;
    use crate::store::keys::{DataKey, Effort};

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_session_stays_in_the_door_and_never_reaches_the_page() {
        let door = WindowDoor::new(Instant::now());
        let mut answer = headers(header::SET_COOKIE, &format!("{SESSION_COOKIE}=secret; HttpOnly; SameSite=Strict; Path=/api"));
        door.keep_session("main", &mut answer);
        assert!(answer.get(header::SET_COOKIE).is_none());

        let forged =
            axum::http::Request::get("counterfoil://localhost/api/session?x=1").header("cookie", "a=b").body(vec![]).unwrap();
        let request = door.inward("main", forged).unwrap();
        assert_eq!(request.uri(), "/api/session?x=1");
        assert_eq!(request.headers()[header::COOKIE], format!("{SESSION_COOKIE}=secret").as_str());

        let other = axum::http::Request::get("counterfoil://localhost/").header("cookie", "a=b").body(vec![]).unwrap();
        assert!(door.inward("page-1", other).unwrap().headers().get(header::COOKIE).is_none());
    }

    #[test]
    fn a_second_window_is_signed_in_like_the_first_until_it_signs_out() {
        let door = WindowDoor::new(Instant::now());
        door.keep_session("main", &mut headers(header::SET_COOKIE, &format!("{SESSION_COOKIE}=secret; Path=/api")));
        door.share_session("main", "page-1");
        door.keep_session("page-1", &mut headers(header::SET_COOKIE, &format!("{SESSION_COOKIE}=; Max-Age=0; Path=/api")));
        assert!(door.sessions().contains_key("main"));
        assert!(!door.sessions().contains_key("page-1"));
    }

    #[test]
    fn only_the_interfaces_own_pages_are_answered() {
        assert!(demand_own_origin(&HeaderMap::new()).is_ok());
        assert!(demand_own_origin(&headers(header::ORIGIN, "counterfoil://localhost")).is_ok());
        for origin in ["null", "https://example.com", "counterfoil://localhost.example", "tauri://localhost", "file://"] {
            assert!(demand_own_origin(&headers(header::ORIGIN, origin)).is_err(), "{origin}");
        }
    }
    #[test]
    fn closing_waits_for_the_writes_it_accepted_and_gives_the_shop_back() {
        let folder = tempfile::tempdir().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let key = DataKey::generate();
        let store = Store::create(folder.path(), key.clone(), &clock).unwrap();
        let app = Arc::new(App::new(
            folder.path().to_owned(),
            clock.clone(),
            Effort::CHEAP,
            Door::Window,
            crate::staff::sessions::DOORKEEPER,
            ShopState::Open(store.clone()),
        ));
        let door = WindowDoor::new(Instant::now());
        door.open(app);
        let (started, begins) = std::sync::mpsc::channel();
        let has_ended = Arc::new(AtomicBool::new(false));
        let ended = has_ended.clone();
        let writing = std::thread::spawn(move || {
            store.write_now(Context::program("test"), move |_| {
                started.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(200));
                ended.store(true, Ordering::Release);
                Ok(())
            })
        });
        begins.recv().unwrap();
        door.close();
        assert!(has_ended.load(Ordering::Acquire));
        writing.join().unwrap().unwrap();
        assert!(Store::open(folder.path(), key, &clock).is_ok(), "another process may have the shop now");
    }
}
