//! The behaviour of the scenario language, one topic for each file.

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod including;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod rendering;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod support;
#[cfg(test)]
mod writing;
#[cfg(test)]
mod written;
