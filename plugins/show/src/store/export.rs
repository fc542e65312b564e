//! The audit log as text: who did what, and when.

use crate::Record;
use protocol::wall::rfc3339;
use std::io::{self, Write};

/// Writes records as JSON, one a line.
///
/// # Errors
/// Those of `out`.
pub fn export_json_lines(records: &[Record], out: &mut impl Write) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes records as CSV (RFC 4180) with a line of headings: `seq,time,role,name,what,subject,change`; times
/// are RFC 3339 in UTC, the change is JSON. A cell that a spreadsheet would take for a formula begins with
/// `'`.
///
/// # Errors
/// Those of `out`.
pub fn export_csv(records: &[Record], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"seq,time,role,name,what,subject,change\r\n")?;
    for Record { seq, at_ms, who, change } in records {
        let json = serde_json::to_string(change)?;
        let cells = [who.role(), who.name(), change.name(), change.subject().unwrap_or_default(), &json];
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        write!(out, "{seq},{},{}\r\n", rfc3339(*at_ms), cells.join(","))?;
    }
    Ok(())
}

fn escaped(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
        return cell.to_owned();
    }
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
