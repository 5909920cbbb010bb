import JSON
import Wire

/// An error as clients see it: RFC 9457 problem details.
///
/// This and its facets are the only place that turns errors into responses.
struct Problem: Sendable, Equatable {
    let status: Int
    /// What programs switch on, in upper snake case; never changes within `v1`.
    let code: String
    /// What happened, for people.
    let detail: String
    var errors: [FieldError] = []
    /// Whether the same request may succeed later.
    var retryable = false
    /// Members of this problem's own, as JSON object members.
    var extensions: [(name: String, value: [UInt8])] = []
    var fields: HTTPFields = [:]

    init(_ status: Int, _ code: String, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    static func == (left: Problem, right: Problem) -> Bool {
        left.status == right.status && left.code == right.code && left.detail == right.detail
            && left.errors == right.errors && left.retryable == right.retryable
            && left.fields == right.fields
            && left.extensions.elementsEqual(right.extensions, by: ==)
    }

    /// The response, which names the request so that it can be found in the logs.
    func response(to path: String, requestID: String) -> HTTPResponse {
        let body = JSONWriter.object { json in
            json.member("type", "urn:flighthub:problem:\(code)")
            json.member("title", Self.phrase(status))
            json.member("status", status)
            json.member("detail", detail)
            json.member("instance", path)
            json.member("code", code)
            json.member("requestId", requestID)
            json.member("retryable", retryable)
            if !errors.isEmpty {
                json.member(
                    "errors",
                    array: { json in
                        for error in errors { error.write(to: &json) }
                    })
            }
            for (name, value) in extensions { json.member(name, raw: value) }
        }
        var fields = fields
        fields["Content-Type"] = "application/problem+json"
        fields["Cache-Control"] = "no-store"
        return HTTPResponse(status: status, fields: fields, body: body)
    }

    /// The phrases of RFC 9110 for the statuses used here.
    private static func phrase(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}
