import FoundationEssentials

/// A file with one access token a line; empty lines and those that begin with `#` do not count.
struct TokenFile: Sendable, Equatable {
    let tokens: [String]

    /// Bytes: 100,000 tokens of about 600.
    static let sizeLimit = 64 << 20
    static let tokenLimit = 100_000
    private static let lengthLimit = 8_192

    /// Reads the file at `path`.
    init(at path: String) throws(TokenFileError) {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        else { throw .unreadable }
        guard size <= Self.sizeLimit else { throw .tooLarge }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable }
        try self.init(text: String(decoding: data, as: UTF8.self))
    }

    /// Reads what a file holds.
    init(text: String) throws(TokenFileError) {
        var tokens: [String] = []
        for (index, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated() {
            let token = line.trimming(while: \.isWhitespace)
            if token.isEmpty || token.hasPrefix("#") { continue }
            guard token.utf8.count <= Self.lengthLimit, token.utf8.allSatisfy(Self.isAllowed),
                token.split(separator: ".", omittingEmptySubsequences: false).count == 3
            else { throw .notAToken(line: index + 1) }
            guard tokens.count < Self.tokenLimit else { throw .tooMany }
            tokens.append(String(token))
        }
        guard !tokens.isEmpty else { throw .empty }
        self.tokens = tokens
    }

    /// The characters of RFC 7515's compact form.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// What is wrong with a file of tokens.
enum TokenFileError: Error, Equatable, CustomStringConvertible {
    case unreadable
    case tooLarge
    case tooMany
    case notAToken(line: Int)
    case empty

    var description: String {
        switch self {
        case .unreadable: "it cannot be read"
        case .tooLarge: "it has more than \(TokenFile.sizeLimit >> 20) MiB"
        case .tooMany: "it has more than \(TokenFile.tokenLimit) tokens"
        case .notAToken(let line): "line \(line) is not a token: one JWT a line"
        case .empty: "it has no tokens: one JWT a line"
        }
    }
}

extension Substring {
    fileprivate func trimming(while isDropped: (Character) -> Bool) -> Substring {
        var rest = drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
