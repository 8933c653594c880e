//! Files that are written whole or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// How many names are tried for the file that takes another's place.
const MAX_NAMES: u32 = 1_000;

/// A file that a command will write. [`open`](Self::open) shows before a long run that it can be written, and leaves what is there;
/// [`write`](Self::write) puts a new file in its place, or fails and leaves what is there. A device or pipe is opened once and written to.
#[derive(Debug)]
pub struct WholeFile(Place);

#[derive(Debug)]
enum Place {
    /// A file that is replaced: its path without links, and what it may be used for if it exists.
    File { path: PathBuf, permissions: Option<Permissions> },
    /// A device or pipe: what is written is gone.
    Stream(File),
}

impl WholeFile {
    /// Finds out whether a file can be written; missing directories are made.
    ///
    /// # Errors
    /// The path is that of a directory, the file must not be written, or no file can be made beside it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = Self::at(path)?;
        if let Place::File { path, .. } = &file.0 {
            let (trial, _) = create_beside(path)?;
            fs::remove_file(trial)?;
        }
        Ok(file)
    }

    /// The file that is replaced, without links: two outputs of one place have the same. A device or pipe has none.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        match &self.0 {
            Place::File { path, .. } => Some(path),
            Place::Stream(_) => None,
        }
    }

    /// Writes the whole text. The reader of a pipe may close it: it has what it wanted.
    ///
    /// # Errors
    /// The text cannot be written to its end; a file is as it was.
    pub fn write(self, text: &str) -> io::Result<()> {
        match self.0 {
            Place::Stream(mut stream) => match stream.write_all(text.as_bytes()) {
                Err(lost) if lost.kind() != ErrorKind::BrokenPipe => Err(lost),
                _ => Ok(()),
            },
            Place::File { path, permissions } => {
                let (made, mut file) = create_beside(&path)?;
                let written = file.write_all(text.as_bytes()).and_then(|()| {
                    permissions.map_or(Ok(()), |it| file.set_permissions(it))?;
                    drop(file);
                    fs::rename(&made, &path)
                });
                if written.is_err() {
                    // What is left of the attempt is of no use; the error that counts is the first.
                    let _ = fs::remove_file(&made);
                }
                written
            }
        }
    }

    fn at(path: &Path) -> io::Result<Self> {
        let directory = || io::Error::new(ErrorKind::IsADirectory, "it is a directory");
        let ends_open =
            path.as_os_str().as_encoded_bytes().last().is_none_or(|it| std::path::is_separator((*it).into()));
        if ends_open || path.file_name().is_none() {
            return Err(directory());
        }
        match fs::metadata(path) {
            Ok(what) if what.is_dir() => Err(directory()),
            Ok(what) if what.is_file() => {
                let permissions = what.permissions();
                if permissions.readonly() {
                    return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
                }
                Ok(Self(Place::File { path: fs::canonicalize(path)?, permissions: Some(permissions) }))
            }
            Ok(_) => Ok(Self(Place::Stream(OpenOptions::new().write(true).open(path)?))),
            Err(error) if error.kind() == ErrorKind::NotFound => new_file(path),
            Err(error) => Err(error),
        }
    }
}

/// A file that does not exist yet: the one itself, or the one that a link to nothing names.
fn new_file(path: &Path) -> io::Result<WholeFile> {
    let parent = parent(path);
    let named = fs::read_link(path).map_or_else(|_| path.to_owned(), |target| parent.join(target));
    let parent = self::parent(&named);
    fs::create_dir_all(parent)?;
    let name = named.file_name().ok_or(ErrorKind::NotFound)?;
    Ok(WholeFile(Place::File { path: fs::canonicalize(parent)?.join(name), permissions: None }))
}

/// Writes a file whole or not at all; missing directories are made.
///
/// # Errors
/// See [`WholeFile`].
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    WholeFile::at(path)?.write(text)
}

/// Finds out whether files can be written into a directory, which need not exist: nothing is left behind.
///
/// # Errors
/// It is no directory, it cannot be made, or no file can be made in it.
pub fn try_directory(path: &Path) -> io::Result<()> {
    let exists = |it: &&Path| it.as_os_str().is_empty() || it.symlink_metadata().is_ok();
    let nearest = path.ancestors().find(exists).unwrap_or(path);
    let nearest = if nearest.as_os_str().is_empty() { Path::new(".") } else { nearest };
    if !fs::metadata(nearest)?.is_dir() {
        return Err(io::Error::new(
            ErrorKind::NotADirectory,
            format!("{} is no directory", nearest.display()),
        ));
    }
    let (trial, _) = create_beside(&nearest.join("trial"))?;
    fs::remove_file(trial)
}

/// Creates a file beside another: its name begins with a dot, so that no search for scenarios reads it.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let process = std::process::id();
    for number in 0..MAX_NAMES {
        let beside = parent(path).join(format!(".offhook-{process}-{number}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return Ok((beside, made?)),
        }
    }
    Err(io::Error::new(
        ErrorKind::AlreadyExists,
        format!("{MAX_NAMES} files `.offhook-{process}-*.tmp` are left there"),
    ))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty directory of this test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("offhook-whole-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::canonicalize(folder).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let names =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_there_stays_until_the_whole_text_takes_its_place() {
        let folder = folder("replace");
        let path = folder.join("report.json");
        fs::write(&path, "old").unwrap();
        let file = WholeFile::open(&path).unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(&folder).len()), ("old", 1));
        file.write("new").unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(&folder).len()), ("new", 1));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn missing_directories_are_made_and_two_spellings_are_one_place() {
        let folder = folder("parents");
        let path = folder.join("a/b/report.json");
        let file = WholeFile::open(&path).unwrap();
        let again = WholeFile::open(&folder.join("a/../a/b/./report.json")).unwrap();
        assert_eq!(file.place(), again.place());
        file.write("x").unwrap();
        assert_eq!(names(&folder.join("a/b")), ["report.json"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_directory_and_a_file_that_must_not_be_written_are_refused() {
        let folder = folder("refused");
        let path = folder.join("report.json");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let kind = |path: &Path| WholeFile::open(path).unwrap_err().kind();
        assert_eq!(kind(&path), ErrorKind::PermissionDenied);
        assert_eq!(kind(&folder), ErrorKind::IsADirectory);
        assert_eq!(kind(Path::new("")), ErrorKind::IsADirectory);
        assert_eq!(kind(&folder.join("new/")), ErrorKind::IsADirectory);
        assert_eq!(kind(&path.join("below")), ErrorKind::NotADirectory);
        assert_eq!(try_directory(&path).unwrap_err().kind(), ErrorKind::NotADirectory);
        assert_eq!(try_directory(&path.join("below")).unwrap_err().kind(), ErrorKind::NotADirectory);
        try_directory(&folder.join("not/yet")).unwrap();
        assert_eq!(names(&folder), ["report.json"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = folder("links");
        let (path, link, dangling) =
            (folder.join("real.json"), folder.join("link.json"), folder.join("new.json"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        symlink("made/later.json", &dangling).unwrap();
        write_whole(&link, "new").unwrap();
        write_whole(&dangling, "later").unwrap();
        assert!(link.is_symlink() && dangling.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(folder.join("made/later.json")).unwrap(), "later");
        fs::remove_dir_all(folder).unwrap();
    }
}
