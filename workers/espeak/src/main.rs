// SPDX-License-Identifier: GPL-3.0-or-later
//! espeak-ng behind two pipes.

fn main() {}
