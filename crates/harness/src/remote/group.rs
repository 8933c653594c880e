//! A program and everything that it starts: a group of processes, which ends as one.

use std::collections::BTreeSet;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long nothing is done before it is looked again whether a program has ended.
const NAP: Duration = Duration::from_millis(5);

/// The programs that run: a group of its own is not ended with ours.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Starts a program as the first of a group of its own.
pub(super) fn start(command: &mut Command) -> std::io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut running = running();
    let child = command.spawn()?;
    running.insert(child.id());
    Ok(child)
}

/// Ends a program and whatever it has started and left: they have so long to go, then they are killed.
pub(super) fn end(child: &mut Child, grace: Duration) {
    let patience = Instant::now() + grace;
    while !has_ended(child) && Instant::now() < patience {
        thread::sleep(NAP);
    }
    kill(child.id());
    let _ = child.kill();
    running().remove(&child.id());
    let _ = child.wait();
}

/// Ends every program that runs, with what it has started: for who cannot wait for the end of a run.
pub fn end_programs() {
    std::mem::take(&mut *running()).into_iter().for_each(kill);
}

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the program has ended. It is not waited for yet: as long as it is not, nobody else has its number, nor its group's.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    number(child.id()).is_none_or(|pid| !matches!(waitid(Id::Pid(pid), flags), Ok(WaitStatus::StillAlive)))
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Kills the whole group.
#[cfg(unix)]
fn kill(program: u32) {
    if let Some(group) = number(program) {
        let _ = nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGKILL);
    }
}

/// Elsewhere there are no groups.
#[cfg(not(unix))]
fn kill(_: u32) {}

#[cfg(unix)]
fn number(program: u32) -> Option<nix::unistd::Pid> {
    i32::try_from(program).ok().map(nix::unistd::Pid::from_raw)
}
