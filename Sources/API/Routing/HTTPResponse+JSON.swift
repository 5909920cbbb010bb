import Events
import JSON
import Wire

extension HTTPResponse {
    /// An answer whose body is JSON text.
    static func json(_ status: Int, _ body: [UInt8], _ fields: HTTPFields = [:]) -> HTTPResponse {
        var fields = fields
        fields["Content-Type"] = "application/json"
        return HTTPResponse(status: status, fields: fields, body: body)
    }

    /// An answer whose body is one JSON object.
    static func json(
        _ status: Int, _ fields: HTTPFields = [:], _ members: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        json(status, JSONWriter.object(members), fields)
    }
}

extension Timestamp {
    /// RFC 3339 with all six digits: `2026-11-21T02:30:00.123456Z`.
    ///
    /// For what is measured against; milliseconds are enough everywhere else.
    var exactDescription: String {
        let rest = String(microseconds - seconds * 1_000_000)
        let digits = String(repeating: "0", count: max(0, 6 - rest.utf8.count)) + rest
        return "\(description.dropLast(5)).\(digits)Z"
    }
}
