//! The program: hands the answer of [`feedmill::cli`] to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    keep_little();
    ExitCode::from(feedmill::cli::main(give_back))
}

/// Lets the allocator keep little of what is free. What one thread fetches is freed by another, and by
/// itself glibc keeps such memory for each of them: a third of the peak of a first run.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn keep_little() {
    const MIB: libc::c_int = 1 << 20;
    for (parameter, value) in
        [(libc::M_ARENA_MAX, 1), (libc::M_TRIM_THRESHOLD, MIB), (libc::M_MMAP_THRESHOLD, MIB / 4)]
    {
        // SAFETY: it only sets a parameter of the allocator, before there is a second thread. One that
        // is not taken changes nothing.
        unsafe { libc::mallopt(parameter, value) };
    }
}

/// Gives the system back what is free between what is in use; elsewhere the allocator sees to it.
fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: what is in use stays where it is.
    unsafe {
        libc::malloc_trim(0);
    }
}
