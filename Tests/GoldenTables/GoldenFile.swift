import FoundationEssentials

/// The tables under `protocol/`.
package enum GoldenFile {
    /// The cases of one file.
    package static func read<Case: Decodable>(_ path: String, as _: Case.Type) throws -> [Case] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "protocol/\(path)"))
        return try JSONDecoder().decode([Case].self, from: data)
    }

    /// The bytes of a string of hexadecimal digits.
    package static func bytes(hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}
