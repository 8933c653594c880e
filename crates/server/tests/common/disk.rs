//! A disk in memory that fails when it is to, and what a kill or a power cut leaves of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use offhook_server::{Disk, DiskFile, Held};

/// How a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing is done.
    Undone,
    /// A half is done, as far as there are halves.
    Half,
    /// All is done, and yet an error is returned.
    Done,
}

pub(crate) const FAULTS: [Fault; 3] = [Fault::Undone, Fault::Half, Fault::Done];

/// Which steps fail.
#[derive(Clone, Debug, Default)]
pub(crate) enum Plan {
    #[default]
    None,
    /// Only this one, counted from 0.
    At(u64, Fault),
    /// This one, counted from 0, and all that follow: so the disk stays as it is when the server is killed here.
    From(u64),
    /// So many of a thousand, from a seed.
    Often(u64, u64),
    /// Each of these names.
    Each(&'static str),
    /// There is no room to write more.
    Full,
}

#[derive(Clone, Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    on_disk: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
struct State {
    plan: Plan,
    steps: u64,
    names: BTreeMap<PathBuf, usize>,
    names_on_disk: BTreeMap<PathBuf, usize>,
    files: Vec<Content>,
}

/// A disk; clones are the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct FaultyDisk(Arc<Mutex<State>>);

#[derive(Debug)]
struct FaultyFile {
    disk: FaultyDisk,
    file: usize,
}

fn broken() -> io::Error {
    io::Error::other("seeded fault")
}

impl State {
    /// How this step fails, if it does.
    fn step(&mut self, name: &str) -> Option<Fault> {
        let step = self.steps;
        self.steps += 1;
        match &mut self.plan {
            Plan::None => None,
            Plan::At(at, fault) => (*at == step).then_some(*fault),
            Plan::From(first) => (*first <= step).then_some(Fault::Undone),
            Plan::Often(seed, of_thousand) => {
                *seed ^= *seed << 13;
                *seed ^= *seed >> 7;
                *seed ^= *seed << 17;
                (*seed % 1_000 < *of_thousand).then(|| FAULTS[usize::try_from(*seed / 1_000 % 3).unwrap()])
            }
            Plan::Each(which) => (*which == name).then_some(Fault::Undone),
            Plan::Full => ["write", "create"].contains(&name).then_some(Fault::Half),
        }
    }

    /// A step that is done or not.
    fn whole(&mut self, name: &str, work: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        match self.step(name) {
            None => work(self),
            Some(Fault::Undone | Fault::Half) => Err(broken()),
            Some(Fault::Done) => work(self).and(Err(broken())),
        }
    }
}

impl FaultyDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) fn plan(&self, plan: Plan) {
        self.state().plan = plan;
    }

    /// How many steps there were.
    pub(crate) fn steps(&self) -> u64 {
        self.state().steps
    }

    /// What a server finds that starts after this one was killed.
    pub(crate) fn killed(&self) -> Self {
        let state = State { plan: Plan::None, steps: 0, ..self.state().clone() };
        Self(Arc::new(Mutex::new(state)))
    }

    /// What a server finds that starts after the machine lost its power: what was on the disk, and nothing more.
    pub(crate) fn without_power(&self) -> Self {
        let disk = self.killed();
        {
            let mut state = disk.state();
            state.names = state.names_on_disk.clone();
            for file in &mut state.files {
                file.bytes.clone_from(&file.on_disk);
            }
        }
        disk
    }

    /// What a file holds.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        let state = self.state();
        let file = state.names.iter().find(|(path, _)| path.ends_with(name)).map(|(_, file)| *file);
        file.map(|file| state.files[file].bytes.clone()).unwrap_or_default()
    }

    /// Has a file hold this.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let mut state = self.state();
        let file = state.names.iter().find(|(path, _)| path.ends_with(name)).map(|(_, file)| *file);
        if let Some(content) = file.and_then(|file| state.files.get_mut(file)) {
            content.bytes = bytes.to_vec();
        }
    }

    /// The names of files with this ending.
    pub(crate) fn ending_in(&self, ending: &str) -> Vec<String> {
        let state = self.state();
        let names = state.names.keys().filter_map(|path| path.file_name()?.to_str());
        names.filter(|name| name.ends_with(ending)).map(str::to_owned).collect()
    }
}

impl Disk for FaultyDisk {
    fn make_folder(&self, _: &Path) -> io::Result<()> {
        self.state().whole("make", |_| Ok(()))
    }

    fn lock(&self, _: &Path) -> io::Result<Held> {
        self.state().whole("lock", |_| Ok(())).map(|()| -> Held { Box::new(()) })
    }

    fn names(&self, _: &Path) -> io::Result<Vec<String>> {
        self.state().whole("names", |_| Ok(()))?;
        Ok(self.ending_in(""))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        state.whole("open", |_| Ok(()))?;
        let file = *state.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(FaultyFile { disk: self.clone(), file }))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        let file = state.files.len();
        state.whole("create", |state| {
            assert!(!state.names.contains_key(path), "{}", path.display());
            state.files.push(Content::default());
            state.names.insert(path.to_owned(), file);
            Ok(())
        })?;
        Ok(Box::new(FaultyFile { disk: self.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state().whole("rename", |state| {
            let file = state.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
            state.names.insert(to.to_owned(), file);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if !state.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.whole("remove", |state| {
            state.names.remove(path);
            Ok(())
        })
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.state().whole("sync folder", |state| {
            state.names_on_disk = state.names.clone();
            Ok(())
        })
    }
}

impl DiskFile for FaultyFile {
    fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
        let state = self.disk.state();
        let rest = state.files[self.file].bytes.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let read = rest.len().min(bytes.len());
        bytes[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        let fault = state.step("write");
        let taken = match fault {
            None | Some(Fault::Done) => bytes.len(),
            Some(Fault::Half) => bytes.len() / 2,
            Some(Fault::Undone) => 0,
        };
        let start = usize::try_from(offset).unwrap();
        let content = &mut state.files[self.file].bytes;
        if taken > 0 {
            content.resize(content.len().max(start + taken), 0);
            content[start..start + taken].copy_from_slice(&bytes[..taken]);
        }
        if fault.is_none() { Ok(bytes.len()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let file = self.file;
        self.disk.state().whole("cut", |state| {
            state.files[file].bytes.resize(usize::try_from(len).unwrap(), 0);
            Ok(())
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        let fault = state.step("sync");
        let Content { bytes, on_disk } = &mut state.files[self.file];
        match fault {
            None | Some(Fault::Done) => on_disk.clone_from(bytes),
            // What the disk took of it, nobody knows.
            Some(Fault::Half) => {
                *on_disk = bytes[..(on_disk.len().min(bytes.len()) + bytes.len()) / 2].to_vec();
            }
            Some(Fault::Undone) => {}
        }
        if fault.is_none() { Ok(()) } else { Err(broken()) }
    }
}
