//! Command line of clearcast.

fn main() {}
