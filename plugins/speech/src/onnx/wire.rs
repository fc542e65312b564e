//! The wire format of protobuf, as far as a message's fields can be told apart and put together again. It knows no
//! message types: `graph.rs` knows those of ONNX.

/// A field of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Field<'a> {
    pub number: u64,
    /// The whole field, key and length included, to be copied as it is.
    pub raw: &'a [u8],
    /// What a field of variable length holds (text, bytes, messages); empty for numbers.
    pub payload: &'a [u8],
    /// A whole number; 0 for all else.
    pub value: u64,
}

/// The bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// The fields of `message` in order.
pub(crate) fn fields(message: &[u8]) -> Fields<'_> {
    Fields { rest: message }
}

pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Damaged>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = split(self.rest).ok_or(Damaged);
        // After damage there is nothing to go on with.
        self.rest = field.as_ref().map_or(&[], |(_, rest)| rest);
        Some(field.map(|(field, _)| field))
    }
}

fn split(bytes: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (key, after_key) = varint(bytes)?;
    let mut value = 0;
    let (payload, rest): (&[u8], &[u8]) = match key & 7 {
        0 => {
            let rest;
            (value, rest) = varint(after_key)?;
            (&[], rest)
        }
        1 => (&[], after_key.get(8..)?),
        2 => {
            let (length, rest) = varint(after_key)?;
            rest.split_at_checked(usize::try_from(length).ok()?)?
        }
        5 => (&[], after_key.get(4..)?),
        _ => return None,
    };
    let raw = &bytes[..bytes.len() - rest.len()];
    Some((Field { number: key >> 3, raw, payload, value }, rest))
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (i, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * i as u32).min(63);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[i + 1..]));
        }
    }
    None
}

/// Appends a field of variable length.
pub(crate) fn push_bytes(out: &mut Vec<u8>, number: u64, payload: &[u8]) {
    push_varint(out, number << 3 | 2);
    push_varint(out, payload.len() as u64);
    out.extend_from_slice(payload);
}

/// Appends a number.
pub(crate) fn push_number(out: &mut Vec<u8>, number: u64, value: u64) {
    push_varint(out, number << 3);
    push_varint(out, value);
}

fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        let mut message = Vec::new();
        push_bytes(&mut message, 7, b"graph");
        push_number(&mut message, 1, 300);
        push_bytes(&mut message, 1000, &[0; 200]);
        message.extend([9 << 3 | 5, 1, 2, 3, 4]);
        let found: Vec<Field> = fields(&message).map(Result::unwrap).collect();
        let numbers: Vec<u64> = found.iter().map(|field| field.number).collect();
        assert_eq!(numbers, [7, 1, 1000, 9]);
        assert_eq!((found[0].payload, found[1].value), (&b"graph"[..], 300));
        assert_eq!(found[2].payload.len(), 200);
        let again: Vec<u8> = found.iter().flat_map(|field| field.raw.to_vec()).collect();
        assert_eq!(again, message);
    }

    #[test]
    fn damage_is_told() {
        let mut message = Vec::new();
        push_bytes(&mut message, 7, b"graph");
        assert_eq!(fields(&message[..4]).collect::<Vec<_>>(), [Err(Damaged)]);
        assert_eq!(fields(&[0xff; 30]).collect::<Vec<_>>(), [Err(Damaged)]);
        assert_eq!(fields(&[7 << 3 | 3]).collect::<Vec<_>>(), [Err(Damaged)]);
    }

    proptest! {
        #[test]
        fn anything_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(fields(&bytes).count() <= bytes.len());
        }
    }
}
