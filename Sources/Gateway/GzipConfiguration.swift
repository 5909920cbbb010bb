/// When and how answers are compressed, for clients that like gzip.
package struct GzipConfiguration: Sendable {
    /// Bytes from which on a body is worth it: a smaller one fits a packet or two as it is.
    package var minimumBytes = 1_024
    /// Bytes up to which it is done: a loop that compresses does nothing else, 10 ms a megabyte.
    package var maximumBytes = 1 << 20
    /// zlib's level for what is made anew each time: the fastest gains most of what there is.
    package var level = 1
    /// zlib's level for what is compressed once and kept.
    package var keptLevel = 9
    /// Bytes of compressed answers that are kept on the whole node; beyond it all are forgotten.
    ///
    /// The page and the contracts take a tenth of it.
    package var keptBytes = 4 << 20

    /// The defaults.
    package init() {}
}
