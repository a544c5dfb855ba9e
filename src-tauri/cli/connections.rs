//! Connections of the loopback door that end when the shop is closed by hand: their buffers hold what went through them, and a browser keeps
//! a connection that is not used for minutes.

use std::io::Result;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::http::App;

/// How long the answer to whoever closed the shop has to go out.
const LAST_ANSWER: Duration = Duration::from_millis(250);

/// Accepts connections that end with the shop.
pub(super) struct Connections {
    pub(super) listener: TcpListener,
    pub(super) app: Arc<App>,
}

impl axum::serve::Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.listener).await;
        let ends = self.app.connection_ends();
        let ends = Box::pin(async move {
            ends.await;
            tokio::time::sleep(LAST_ANSWER).await;
        });
        (Connection { stream, ends: Some(ends) }, address)
    }

    fn local_addr(&self) -> Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that reads as if the other side had left, once it shall end.
pub(super) struct Connection {
    stream: TcpStream,
    /// `None` once it came.
    ends: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let has_ended = self.ends.as_mut().is_none_or(|ends| ends.as_mut().poll(context).is_ready());
        if has_ended {
            self.ends = None;
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
