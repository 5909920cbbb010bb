import FoundationEssentials
import JSON
import Testing

/// The contract's files, which the tests read.
enum ProtocolFolder {
    private static let path: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/protocol/"
    }()

    /// The tree of one file.
    static func json(_ name: String) throws -> JSONValue {
        let data = try #require(FileManager.default.contents(atPath: path + name))
        return try JSONValue.parse(Array(data))
    }

    /// The names of a folder's files.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + folder).sorted()
    }
}
