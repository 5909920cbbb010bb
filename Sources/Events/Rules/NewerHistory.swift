/// What the log says of a newer history than the database has, and whether somebody still writes it.
///
/// A primary that was left behind finds it, and so does a copy that was restored while Redis went on.
struct NewerHistory: Sendable {
    /// Its watermark, as it was seen last.
    private(set) var watermark: Watermark
    /// When that was new.
    private(set) var since: Duration
    /// Whether it was seen to change: somebody wrote it meanwhile.
    private(set) var lives = false

    /// A history that is heard of for the first time.
    init(_ watermark: Watermark, at now: Duration) {
        self.watermark = watermark
        since = now
    }

    /// Learns what the watermark is now.
    mutating func see(_ watermark: Watermark, at now: Duration) {
        guard watermark != self.watermark else { return }
        lives = watermark.epoch == self.watermark.epoch
        self.watermark = watermark
        since = now
    }
}
