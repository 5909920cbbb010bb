import Events

/// Cursors, epochs, topics, identifiers and times: what is read is written as it stood.
///
/// Input: one text, UTF-8 or not.
enum NameFuzzing {
    static func check(_ input: inout FuzzInput) {
        let text = String(decoding: input.rest(), as: UTF8.self)
        // By bytes: Swift's == holds different spellings of a character for the same.
        func requireSame(_ written: String) {
            require(written.utf8.elementsEqual(text.utf8), "\(text) is written \(written)")
        }
        if let cursor = Cursor(text) {
            requireSame(cursor.description)
            require(cursor.seq >= 0 && cursor.epoch.generation > 0, "a cursor is a position")
        }
        if let epoch = Epoch(text) { requireSame(epoch.description) }
        if let id = UniqueID(text) { requireSame(id.description) }
        if let day = CivilDate(text) { requireSame(day.description) }
        if let topic = try? Topic(parsing: text) {
            requireSame(topic.description)
            require(text.utf8.count <= Topic.lengthLimit, "a topic keeps its limit")
            require(text.utf8.allSatisfy { 0x20 < $0 && $0 < 0x7F }, "a topic is plain")
        }
        if let time = Timestamp(rfc3339: text) {
            let written = time.description
            let again = Timestamp(rfc3339: written)
            require(again?.description == written, "\(text) is \(written), then \(again as Any)")
            // Milliseconds are written, microseconds kept.
            require(again.map { time - $0 < .milliseconds(1) } ?? false, "\(text) is \(written)")
        }
    }
}
