import Accounts
import Wire

extension Call {
    /// A JSON answer that the client may keep, with a tag by which it asks whether it still holds.
    func cacheable(_ body: [UInt8], maxAge seconds: Int) -> HTTPResponse {
        let digest = services.sha256.sha256(body).prefix(12)
        let tag = "\"" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
        let fields: HTTPFields = ["ETag": tag, "Cache-Control": "public, max-age=\(seconds)"]
        guard !holds(tag) else { return HTTPResponse(status: 304, fields: fields) }
        return .json(200, body, fields)
    }

    /// Whether `If-None-Match` names this tag (RFC 9110 13.1.2: the comparison is weak).
    func holds(_ tag: String) -> Bool {
        tags(of: "If-None-Match").contains { $0 == "*" || $0 == tag }
    }

    /// The version that `If-Match` demands; nil when any will do.
    ///
    /// Throws for a tag that is none of ours.
    func expectedVersion() throws(APIError) -> Int64? {
        let tags = tags(of: "If-Match")
        guard !tags.isEmpty, !tags.contains("*") else { return nil }
        guard tags.count == 1, let version = Self.version(of: tags[0]) else {
            throw .preconditionFailed
        }
        return version
    }

    /// The tag of an entity's version.
    static func tag(of version: Int64) -> String { "\"v\(version)\"" }

    private static func version(of tag: String) -> Int64? {
        guard tag.hasPrefix("\"v"), tag.hasSuffix("\"") else { return nil }
        return Int64(tag.dropFirst(2).dropLast())
    }

    private func tags(of name: String) -> [String] {
        request.fields.values(of: name).flatMap { value in
            value.split(separator: ",").map { part in
                let tag = part.filter { $0 != " " && $0 != "\t" }
                return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
            }
        }
    }
}
