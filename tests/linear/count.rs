//! The allocator of this test binary: the system's, and a count for each thread.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// What a piece of work took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Bytes asked for in all, those that were given back included.
    pub allocated: usize,
    /// Most bytes held at once.
    pub peak: usize,
    held: usize,
}

/// Does the work and counts.
pub fn count(work: impl FnOnce()) -> Count {
    COUNT.set(Count::default());
    work();
    COUNT.get()
}

thread_local! {
    static COUNT: Cell<Count> = const { Cell::new(Count { allocated: 0, peak: 0, held: 0 }) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A thread that ends has no count any more; what it allocates then is nobody's work.
fn note(taken: usize, given_back: usize) {
    let _ = COUNT.try_with(|cell| {
        let mut count = cell.get();
        count.allocated += taken;
        // What was allocated before the count began may be given back within it.
        count.held = (count.held + taken).saturating_sub(given_back);
        count.peak = count.peak.max(count.held);
        cell.set(count);
    });
}

// SAFETY: all work is the system's; counting touches no memory but a cell without destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(0, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Growing in place or moving: the allocator decides, so the growth is what counts.
        note(size.saturating_sub(layout.size()), layout.size().saturating_sub(size));
        unsafe { System.realloc(pointer, layout, size) }
    }
}
