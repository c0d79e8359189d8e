//! Trials as rows.
