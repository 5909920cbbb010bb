import Wire

/// Which pages of other hosts may read our answers (the Fetch standard); none unless they are listed.
struct CORS: Sendable {
    private let origins: Set<String>

    init(origins: [String]) {
        self.origins = Set(origins)
    }

    /// Whether `origin` is listed.
    func admits(_ origin: String) -> Bool {
        origins.contains(origin)
    }

    /// Adds the fields for a page of a listed origin.
    func decorate(_ fields: inout HTTPFields, for request: HTTPRequest) {
        guard !origins.isEmpty else { return }
        fields.append("Vary", "Origin")
        guard let origin = request.fields["Origin"], admits(origin) else { return }
        fields["Access-Control-Allow-Origin"] = origin
        fields["Access-Control-Allow-Credentials"] = "true"
        fields["Access-Control-Expose-Headers"] = Self.exposed
    }

    /// The answer's fields to a preflight request; none for a page of another origin.
    func preflight(_ request: HTTPRequest, allowed methods: [String]) -> HTTPFields {
        guard let origin = request.fields["Origin"], admits(origin),
            request.fields["Access-Control-Request-Method"] != nil
        else { return [:] }
        return [
            "Access-Control-Allow-Methods": methods.joined(separator: ", "),
            "Access-Control-Allow-Headers":
                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
                + "Last-Event-ID, X-Request-Id",
            "Access-Control-Max-Age": "600",
        ]
    }

    private static let exposed =
        "ETag, Link, Location, Retry-After, X-Committed-At, X-Request-Id, Idempotency-Replayed"
}
