//! The files of a journal: everything that the system does for it, in one place, so that a test can have each step of it fail.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A lock on a directory; it is given up with the value.
pub type Held = Box<dyn Debug + Send + Sync>;

/// Where a journal is kept: the disk of this machine ([`SystemDisk`]), or one that fails on purpose.
pub trait Disk: Debug + Send + Sync {
    /// Makes a directory and those above it, where they are not there.
    ///
    /// # Errors
    /// The system does not let it.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;

    /// Locks a file, which is made if it is not there.
    ///
    /// # Errors
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if another process holds it.
    fn lock(&self, path: &Path) -> io::Result<Held>;

    /// The names in a directory, in any order.
    ///
    /// # Errors
    /// It cannot be read.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Opens a file that is there, to read and write it.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if something other than a file stands there: nothing is waited for.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Makes a file that is not there yet, which nobody else may read: it may hold passwords.
    ///
    /// # Errors
    /// It is there, or cannot be made.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Gives a file another name; what had that name is gone.
    ///
    /// # Errors
    /// The system does not let it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// The system does not let it.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Has the names of a directory on the disk.
    ///
    /// # Errors
    /// The disk does not take them.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A file that is open. Every place is said, so that no failure can leave a position behind.
pub trait DiskFile: Debug + Send {
    /// Reads from a place on; how many bytes, 0 at the end.
    ///
    /// # Errors
    /// The system does not let it.
    fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> io::Result<usize>;

    /// Writes at a place; how many of the bytes.
    ///
    /// # Errors
    /// None is known to be written; some may be.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<usize>;

    /// Cuts the file off, or makes it longer.
    ///
    /// # Errors
    /// The system does not let it.
    fn set_len(&mut self, len: u64) -> io::Result<()>;

    /// Has on the disk what was written.
    ///
    /// # Errors
    /// Any of it since the latest success may be lost.
    fn sync(&mut self) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDisk;

/// Its owner reads and writes it, and nobody else.
#[cfg(unix)]
const PRIVATE: u32 = 0o600;

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, PRIVATE);
    options
}

/// Writes a file that only its owner may read, even where others could read the file that was there before.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = private().create(true).truncate(true).open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(PRIVATE))?;
    file.write_all(text.as_bytes())
}

/// Opening a pipe waits for its other end, so what is no file is not opened at all.
fn file_or_nothing(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => Err(io::ErrorKind::InvalidInput.into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Disk for SystemDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn lock(&self, path: &Path) -> io::Result<Held> {
        file_or_nothing(path)?;
        let file = private().create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            // What is no text is the name of no journal.
            names.extend(entry?.file_name().into_string());
        }
        Ok(names)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        file_or_nothing(path)?;
        Ok(Box::new(SystemFile(private().open(path)?)))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(SystemFile(private().create_new(true).open(path)?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Not every system lets one open a directory.
        File::open(folder).map_or(Ok(()), |folder| folder.sync_all())
    }
}

#[derive(Debug)]
struct SystemFile(File);

impl DiskFile for SystemFile {
    fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.read(bytes)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.write(bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// Writes all bytes at a place, however few the system takes at a time.
pub(super) fn write_all_at(file: &mut dyn DiskFile, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write_at(offset, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                offset += written as u64;
                bytes = bytes.get(written..).unwrap_or_default();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A file that is read from its beginning on.
#[derive(Debug)]
pub(super) struct FromStart {
    pub(super) file: Box<dyn DiskFile>,
    offset: u64,
}

impl FromStart {
    pub(super) fn new(file: Box<dyn DiskFile>) -> Self {
        Self { file, offset: 0 }
    }
}

impl io::Read for FromStart {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(self.offset, bytes)?;
        self.offset += read as u64;
        Ok(read)
    }
}
