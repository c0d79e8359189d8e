//! Points of the sampling design, the copula, and the streams of chance.
