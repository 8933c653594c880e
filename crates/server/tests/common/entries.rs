//! The file of a journal, taken apart and put together.

/// Where each entry of a file begins, and where the last one ends.
pub(crate) fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1];
    while let Some(len) = bytes.get(starts[starts.len() - 1]..).and_then(|rest| rest.first_chunk::<4>()) {
        starts.push(starts[starts.len() - 1] + 24 + usize::try_from(u32::from_le_bytes(*len)).unwrap());
    }
    starts
}

/// The texts of the entries of a file.
pub(crate) fn texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    starts(bytes).windows(2).map(|it| bytes[it[0] + 24..it[1]].to_vec()).collect()
}

/// A file of these entries, whose checksums are right.
pub(crate) fn file_of(texts: &[Vec<u8>]) -> Vec<u8> {
    let (mut bytes, mut before) = (b"offhook journal 4\n".to_vec(), 0_u32);
    for (number, text) in (0_u64..).zip(texts) {
        let sum = crc32fast::hash(&[&number.to_le_bytes()[..], &before.to_le_bytes(), text].concat());
        let mut head = u32::try_from(text.len()).unwrap().to_le_bytes().to_vec();
        head.extend(number.to_le_bytes());
        head.extend(before.to_le_bytes());
        head.extend(sum.to_le_bytes());
        head.extend(crc32fast::hash(&head).to_le_bytes());
        bytes.extend(head);
        bytes.extend(text);
        before = sum;
    }
    bytes
}
