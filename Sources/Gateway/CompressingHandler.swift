package import Wire

/// Sends the answers of another handler as gzip to those who like it (RFC 9110 section 8.4).
///
/// A compressed body is another representation, and two that a proxy may mix up are told apart by
/// their tags: the compressed one has the weak tag `W/"x"` where the plain one has `"x"`. Handlers
/// compare tags weakly, so they need not know.
package struct CompressingHandler: HTTPHandler {
    private let handler: any HTTPHandler
    private let configuration: GzipConfiguration
    private let kept: KeptBodies

    /// Compresses the answers of `handler`.
    package init(_ handler: any HTTPHandler, _ configuration: GzipConfiguration) {
        self.handler = handler
        self.configuration = configuration
        kept = KeptBodies(limit: configuration.keptBytes)
    }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        var response = await handler.respond(to: request)
        if response.status == 304 {
            confirm(&response, to: request)
        } else if isCompressible(response) {
            response.fields.append("Vary", "Accept-Encoding")
            if AcceptEncoding(request.fields).prefersGzip { compress(&response, for: request) }
        }
        return response
    }

    /// A 304 has the tag of what the client holds, or a cache would find that it holds nothing.
    private func confirm(_ response: inout HTTPResponse, to request: HTTPRequest) {
        response.fields.append("Vary", "Accept-Encoding")
        guard let tag = response.fields["ETag"], !tag.hasPrefix("W/"),
            request.fields.contains("W/" + tag, in: "If-None-Match")
        else { return }
        response.fields["ETag"] = "W/" + tag
    }

    /// Whether there is enough to gain, and nobody to learn a secret from the size.
    private func isCompressible(_ response: HTTPResponse) -> Bool {
        let count = response.body.count
        return count >= configuration.minimumBytes && count <= configuration.maximumBytes
            && response.status >= 200 && response.status != 204 && response.status != 206
            && response.fields["Content-Encoding"] == nil
            // The size of a compressed body tells how much of it an attacker has guessed (BREACH);
            // only what is answered to a cookie can be asked for by a foreign page.
            && response.fields["Set-Cookie"] == nil
            && !response.fields.contains("no-transform", in: "Cache-Control")
            && Self.isText(response.fields["Content-Type"])
    }

    private static func isText(_ type: String?) -> Bool {
        guard let type else { return false }
        let name = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return name.hasPrefix("text/") || name.hasSuffix("+json") || name.hasSuffix("+xml")
            || ["application/json", "application/javascript", "application/xml"].contains(name)
    }

    private func compress(_ response: inout HTTPResponse, for request: HTTPRequest) {
        guard let body = compressed(response, for: request) else { return }
        response.body = body
        response.fields["Content-Encoding"] = "gzip"
        if let tag = response.fields["ETag"], !tag.hasPrefix("W/") {
            response.fields["ETag"] = "W/" + tag
        }
    }

    private func compressed(_ response: HTTPResponse, for request: HTTPRequest) -> [UInt8]? {
        guard let key = Self.key(response, for: request) else {
            return Gzip.compress(response.body, level: configuration.level)
        }
        if let body = kept[key] { return body }
        guard let body = Gzip.compress(response.body, level: configuration.keptLevel) else {
            return nil
        }
        kept[key] = body
        return body
    }

    /// What the bytes may be kept under: those that a cache may give to anybody, by their strong
    /// tag (RFC 9111 section 3).
    private static func key(
        _ response: HTTPResponse, for request: HTTPRequest
    ) -> KeptBodies.Key? {
        let cacheControl = "Cache-Control"
        guard response.status == 200, let tag = response.fields["ETag"], !tag.hasPrefix("W/"),
            !response.fields.contains("no-store", in: cacheControl),
            !response.fields.contains("private", in: cacheControl),
            request.fields["Authorization"] == nil
                || response.fields.contains("public", in: cacheControl)
        else { return nil }
        return KeptBodies.Key(path: request.path, query: request.query, tag: tag)
    }
}
