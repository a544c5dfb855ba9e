//! Prepares what the window needs at build time.

fn main() {
    #[cfg(feature = "desktop")]
    tauri_build::try_build(tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/*.json"))
        .expect("tauri.conf.json, the icons and the capabilities fit together");
}
