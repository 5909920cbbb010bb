import Events
import JSON

/// What is published to a plain broadcast server: `{"seq":7,"at":1760000000000000,"pad":"xxx"}`.
struct BroadcastMessage: Sendable, Equatable {
    /// Its place among the messages of a run, from 0 and without gaps.
    var seq: Int64
    /// When it should have been published, by the machine's clock; microseconds on the wire.
    var at: Timestamp

    /// The size of a text, in bytes, unless the run asks for another.
    static let usualSize = 200

    /// A message.
    init(seq: Int64, at: Timestamp) {
        self.seq = seq
        self.at = at
    }

    /// Reads a text; nil when it is none of ours.
    init?(parsing text: [UInt8]) {
        guard let value = try? JSONValue.parse(text), let seq = value["seq"]?.asInteger,
            let at = value["at"]?.asInteger, value["pad"]?.asString != nil
        else { return nil }
        self.init(seq: seq, at: Timestamp(microseconds: at))
    }

    /// The text, padded to `size` bytes; a message that is longer without any padding stays so.
    func encoded(size: Int = usualSize) -> [UInt8] {
        let bare = text(padding: 0)
        return bare.count < size ? text(padding: size - bare.count) : bare
    }

    private func text(padding: Int) -> [UInt8] {
        JSONWriter.object { json in
            json.member("seq", seq)
            json.member("at", at.microseconds)
            json.member("pad", String(repeating: "x", count: padding))
        }
    }
}
