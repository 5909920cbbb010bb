import JSON
import LocalServices

/// What a running `dev` leaves in its folder, for the commands that talk to it.
struct DevRecord: Equatable {
    static let name = "dev.json"

    /// The address of the hub, such as `http://127.0.0.1:8080`.
    let url: String
    let database: String
    let redis: String
    let pid: Int32

    /// What the dev hub of a folder left there, if one is running; `setting` would have named
    /// something else.
    static func running(
        in folder: StateFolder, unless setting: String
    ) throws(CommandFailure) -> DevRecord {
        guard StateLock.isHeld(folder), let record = folder.kept(name).flatMap(DevRecord.init)
        else {
            throw CommandFailure(
                .unavailable,
                "\(setting) is not set, and no hub is running on \(folder.path): start one with "
                    + "`flighthub dev`")
        }
        return record
    }

    init(url: String, database: String, redis: String, pid: Int32) {
        self.url = url
        self.database = database
        self.redis = redis
        self.pid = pid
    }

    /// Reads a record; nil when it is not one.
    init?(_ text: String) {
        guard let json = try? JSONValue.parse(Array(text.utf8)),
            let url = json["url"]?.asString,
            let database = json["database"]?.asString,
            let redis = json["redis"]?.asString,
            let pid = json["pid"]?.asInteger.flatMap({ Int32(exactly: $0) })
        else { return nil }
        self.init(url: url, database: database, redis: redis, pid: pid)
    }

    var text: String {
        let bytes = JSONWriter.object { json in
            json.member("url", url)
            json.member("database", database)
            json.member("redis", redis)
            json.member("pid", pid)
        }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }
}
