//! Prepares what the window needs at build time.

fn main() {
    #[cfg(feature = "desktop")]
    tauri_build::build();
}
