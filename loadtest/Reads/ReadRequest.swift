import JSON
import Wire

/// One read, and what its answer must be.
struct ReadRequest: Sendable {
    let endpoint: ReadEndpoint
    let path: String
    var query = ""
    /// A member that the answer must have, with the value that was asked for.
    var identity: (name: String, value: String)?
    /// Members that every element of the list must have, with their values; nil for no list.
    var elements: [String: String]?
    /// The tag that the client has.
    var tag: String?

    /// The request on the wire.
    func http(token: String?) -> HTTPRequest {
        var request = HTTPRequest(method: .get, path: "/api/v1" + path, query: query)
        if let token, endpoint.needsToken {
            request.fields.append("Authorization", "Bearer \(token)")
        }
        if let tag { request.fields.append("If-None-Match", tag) }
        return request
    }

    /// What is wrong with an answer, without ids; nil for a right one.
    func complaint(about response: HTTPResponse) -> String? {
        if response.status == 304 {
            guard let tag else { return "304 to a request without a tag" }
            return response.fields["ETag"] == tag ? nil : "304 with another tag"
        }
        guard response.status == 200 else { return "status \(response.status)" }
        // What changes only with the program is what the tag says.
        if endpoint == .airport, let tag, response.fields["ETag"] == tag {
            return "200 to a request with the current tag"
        }
        guard let json = try? JSONValue.parse(response.body) else { return "no JSON" }
        if let identity, json[identity.name]?.asString != identity.value {
            return "not the \(identity.name) that was asked for"
        }
        return elements.flatMap { Self.complaint(about: json, $0) }
    }

    private static func complaint(
        about list: JSONValue, _ members: [String: String]
    ) -> String? {
        guard let data = list["data"]?.asArray, list["page"]?["limit"] != nil else {
            return "not a list"
        }
        let strange = members.first { name, value in
            data.contains { $0[name]?.asString != value }
        }
        return strange.map { "an element with another \($0.key)" }
    }
}
