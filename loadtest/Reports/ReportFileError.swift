import FoundationEssentials

/// Why a file of a report, or of limits, cannot be used.
enum ReportFileError: Error, Equatable, CustomStringConvertible {
    /// The file, and what the system says.
    case unreadable(String, String)
    case unwritable(String, String)
    /// The file, the place in it (empty for all of it), and what is wrong there.
    case malformed(String, at: String, String)

    var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        case .malformed(let path, let place, let reason):
            "\(path): " + (place.isEmpty ? "" : "\(place): ") + reason
        }
    }

    /// Says where in the file a decoder stopped.
    init(_ error: any Error, in path: String) {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            self = .malformed(path, at: Self.place(context.codingPath + [key]), "is missing")
        case .typeMismatch(let type, let context):
            let place = Self.place(context.codingPath)
            self = .malformed(path, at: place, "is not \(Self.name(of: type))")
        case .valueNotFound(let type, let context):
            let place = Self.place(context.codingPath)
            self = .malformed(path, at: place, "is null, not \(Self.name(of: type))")
        case .dataCorrupted(let context):
            let place = Self.place(context.codingPath)
            self = .malformed(path, at: place, place.isEmpty ? "is not JSON" : "is not a number")
        default:
            self = .malformed(path, at: "", Self.reason(error))
        }
    }

    /// What the system says of a file.
    static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "no permission"
        case .fileWriteOutOfSpace: "no space left"
        default: "\(error)"
        }
    }

    /// `latencies[0].p99`, or `fanout: delivery.p99: max`, whose keys may hold a point.
    private static func place(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in
            if let index = key.intValue { return text + "[\(index)]" }
            let separator = text.isEmpty ? "" : (key.stringValue.contains(".") ? ": " : ".")
            return text + separator + key.stringValue
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is Double.Type, is Int.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
