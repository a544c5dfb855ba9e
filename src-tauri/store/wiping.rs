//! Memory that is overwritten when it is freed, so that a closed shop leaves nothing of itself behind in the process.
//!
//! What Rust allocates goes through [`Wiping`], which `main.rs` makes the allocator of the program. SQLite allocates with C's `malloc`
//! by itself; [`wipe_what_sqlite_frees`] gives it the same allocator before it is first used. SQLCipher's own `cipher_memory_security` would do
//! as much and also lock every single allocation into memory, two calls of the system for each; this only writes zeros.
//!
//! Out of reach: what the system's webview and its printing hold, which are other programs or other libraries; and copies that the system itself
//! made, such as swapped-out memory.
#![allow(unsafe_code, reason = "an allocator is unsafe by its nature")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::{c_int, c_void};

use rusqlite::ffi::{SQLITE_CONFIG_MALLOC, SQLITE_OK, sqlite3_config, sqlite3_mem_methods};

/// The system's allocator; what is freed is overwritten first.
#[derive(Debug, Clone, Copy)]
pub struct Wiping;

// SAFETY: every call goes to the system's allocator with the layout it was asked for; memory is written to only while it is still owned.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    // `realloc` is left as the trait has it: a new place, a copy, and the old place freed here, where it is overwritten.

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller gives back a place of this layout that nobody uses any more.
        unsafe {
            wipe(place, layout.size());
            System.dealloc(place, layout);
        }
    }
}

/// Writes zeros that the compiler may not leave out.
///
/// # Safety
/// `place` must be writable for `size` bytes.
unsafe fn wipe(place: *mut u8, size: usize) {
    // SAFETY: promised by the caller; after the first call every byte is initialised.
    unsafe {
        std::ptr::write_bytes(place, 0, size);
        zeroize::optimization_barrier(std::slice::from_raw_parts(place, size));
    }
}

/// In front of each of SQLite's allocations stands its size; sixteen bytes keep what follows aligned.
const HEAD: usize = 16;

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEAD)?, HEAD).ok()
}

unsafe extern "C" fn allocate(size: c_int) -> *mut c_void {
    let Ok(size) = usize::try_from(size) else { return std::ptr::null_mut() };
    let Some(layout) = layout(size) else { return std::ptr::null_mut() };
    // SAFETY: the layout is never empty; the head is written inside of what was allocated.
    unsafe {
        let place = System.alloc(layout);
        if place.is_null() {
            return std::ptr::null_mut();
        }
        place.cast::<usize>().write(size);
        place.add(HEAD).cast()
    }
}

unsafe extern "C" fn free(place: *mut c_void) {
    // SAFETY: SQLite gives back only what `allocate` gave it, and what is null is left alone.
    unsafe {
        if place.is_null() {
            return;
        }
        let head = place.cast::<u8>().sub(HEAD);
        let size = head.cast::<usize>().read();
        if let Some(layout) = layout(size) {
            wipe(head, layout.size());
            System.dealloc(head, layout);
        }
    }
}

unsafe extern "C" fn reallocate(place: *mut c_void, size: c_int) -> *mut c_void {
    // SAFETY: as for `free`; the copy is as long as the shorter of the two.
    unsafe {
        let old = usize::try_from(size_of_allocation(place)).unwrap_or_default();
        let wanted = usize::try_from(size).unwrap_or_default();
        if wanted <= old && wanted > old / 2 {
            return place;
        }
        let new = allocate(size);
        if !new.is_null() {
            std::ptr::copy_nonoverlapping(place.cast::<u8>(), new.cast::<u8>(), old.min(wanted));
            free(place);
        }
        new
    }
}

unsafe extern "C" fn size_of_allocation(place: *mut c_void) -> c_int {
    if place.is_null() {
        return 0;
    }
    // SAFETY: SQLite asks only about what `allocate` gave it.
    let size = unsafe { place.cast::<u8>().sub(HEAD).cast::<usize>().read() };
    c_int::try_from(size).unwrap_or(c_int::MAX)
}

unsafe extern "C" fn round_up(size: c_int) -> c_int {
    size.saturating_add(7) & !7
}

unsafe extern "C" fn begin(_: *mut c_void) -> c_int {
    SQLITE_OK
}

unsafe extern "C" fn end(_: *mut c_void) {}

/// Lets SQLite free its memory only after it was overwritten. It works before SQLite is first used in this process, and answers whether it did.
pub fn wipe_what_sqlite_frees() -> bool {
    let methods = sqlite3_mem_methods {
        xMalloc: Some(allocate),
        xFree: Some(free),
        xRealloc: Some(reallocate),
        xSize: Some(size_of_allocation),
        xRoundup: Some(round_up),
        xInit: Some(begin),
        xShutdown: Some(end),
        pAppData: std::ptr::null_mut(),
    };
    // SAFETY: SQLite copies the methods out of the pointer, and refuses when it is in use already.
    unsafe { sqlite3_config(SQLITE_CONFIG_MALLOC, &raw const methods) == SQLITE_OK }
}
