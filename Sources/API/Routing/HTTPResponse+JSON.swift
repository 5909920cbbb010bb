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
