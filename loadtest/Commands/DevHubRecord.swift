import FoundationEssentials
import Glibc
import JSON
import LiveClient

/// What a running `flighthub dev` leaves in its state folder.
struct DevHubRecord: Sendable, Equatable {
    let url: ServerURL
    let redis: String
    let pid: Int32
    /// What the hub signs its tokens with.
    let secret: String

    /// Bytes; both files are far smaller.
    private static let sizeLimit = 64 << 10

    /// The hub of the folder; nil when none runs there, as far as the files and its process say.
    static func running(in folder: String) -> DevHubRecord? {
        guard let record = read(folder + "/dev.json"), let secret = read(folder + "/jwt-secret"),
            let hub = DevHubRecord(record: record, secret: secret)
        else { return nil }
        // EPERM: it is there, and somebody else's.
        return kill(hub.pid, 0) == 0 || errno == EPERM ? hub : nil
    }

    /// Reads the two files' texts; nil when they are not a dev hub's.
    init?(record: String, secret: String) {
        guard let json = try? JSONValue.parse(Array(record.utf8)),
            let url = json["url"]?.asString.flatMap({ ServerURL(parsing: $0) }),
            let redis = json["redis"]?.asString,
            let pid = json["pid"]?.asInteger.flatMap({ Int32(exactly: $0) }), pid > 0
        else { return nil }
        let secret = secret.prefix { !$0.isNewline }
        guard !secret.isEmpty else { return nil }
        self.url = url
        self.redis = redis
        self.pid = pid
        self.secret = String(secret)
    }

    private static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= sizeLimit
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
