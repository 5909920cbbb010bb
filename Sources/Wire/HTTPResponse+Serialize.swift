extension HTTPResponse {
    /// Appends the response as it goes over the wire.
    ///
    /// `Content-Length`, `Date`, `Connection` and `Transfer-Encoding` are written here, and lines of
    /// those names in `fields` are left out. `date` is an IMF-fixdate; `answersHead` leaves the body
    /// out but counts it.
    package func write(
        to bytes: inout [UInt8], date: String, isKeptAlive: Bool, answersHead: Bool = false
    ) {
        writeFields(to: &bytes, date: date)
        if hasLength { bytes.appendLine("Content-Length", String(body.count)) }
        bytes.appendLine("Connection", connection(isKeptAlive: isKeptAlive))
        bytes.append(contentsOf: "\r\n".utf8)
        if hasLength, !answersHead { bytes.append(contentsOf: body) }
    }

    /// Appends the head of a response whose body goes on until the connection ends (RFC 9112
    /// section 6.3).
    package func writeHeadOfStream(to bytes: inout [UInt8], date: String) {
        writeFields(to: &bytes, date: date)
        bytes.appendLine("Connection", connection(isKeptAlive: false))
        bytes.append(contentsOf: "\r\n".utf8)
    }

    private func writeFields(to bytes: inout [UInt8], date: String) {
        bytes.append(contentsOf: Self.statusLines[status] ?? Self.statusLine(status))
        for line in fields.lines where !isOurs(line.name) {
            bytes.appendLine(line.name, line.value)
        }
        bytes.appendLine("Date", date)
    }

    /// The interim response that `HTTPRequestParser.Event.expectsContinue` asks for.
    package static let interimContinue = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Whether the status allows a body and a length (RFC 9110 section 8.6).
    private var hasLength: Bool { status >= 200 && status != 204 && status != 304 }

    /// `Upgrade` must be named here too (RFC 9110 section 7.8).
    private func connection(isKeptAlive: Bool) -> String {
        if status == 101 { return "Upgrade" }
        let option = isKeptAlive ? "keep-alive" : "close"
        return fields["Upgrade"] == nil ? option : "Upgrade, \(option)"
    }

    private func isOurs(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: HTTPFields.same(name, "Date")
        case 10: HTTPFields.same(name, "Connection")
        case 14: HTTPFields.same(name, "Content-Length")
        case 17: HTTPFields.same(name, "Transfer-Encoding")
        default: false
        }
    }

    /// The words after the status, for people; no program reads them.
    package static func reason(_ status: Int) -> String { reasons[status] ?? "Status" }

    private static func statusLine(_ status: Int) -> [UInt8] {
        Array("HTTP/1.1 \(status) \(reason(status))\r\n".utf8)
    }

    private static let statusLines = Dictionary(
        uniqueKeysWithValues: reasons.keys.map { ($0, statusLine($0)) })

    private static let reasons = [
        100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
        204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
        414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
        421: "Misdirected Request", 422: "Unprocessable Content", 426: "Upgrade Required",
        428: "Precondition Required",
        429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    ]
}

extension HTTPRequest {
    /// Appends the request as a client sends it; `path` is encoded where it must be.
    ///
    /// `fields` must hold `Host`. `Content-Length` is written here, for a body or for a method that
    /// usually has one.
    package func write(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\(method.rawValue) \(PercentEncoding.encode(path: path))".utf8)
        if !query.isEmpty { bytes.append(contentsOf: "?\(query)".utf8) }
        bytes.append(contentsOf: " HTTP/1.1\r\n".utf8)
        for line in fields.lines where line.name.lowercased() != "content-length" {
            bytes.appendLine(line.name, line.value)
        }
        if !body.isEmpty || [.post, .put, .patch].contains(method) {
            bytes.appendLine("Content-Length", String(body.count))
        }
        bytes.append(contentsOf: "\r\n".utf8)
        bytes.append(contentsOf: body)
    }
}

extension [UInt8] {
    /// Appends a field line; control characters become spaces, so that no value ends its line.
    fileprivate mutating func appendLine(_ name: String, _ value: String) {
        append(contentsOf: name.utf8)
        append(contentsOf: ": ".utf8)
        let start = count
        append(contentsOf: value.utf8)
        for index in start..<count where !HTTPSyntax.isFieldValue(self[index]) {
            self[index] = HTTPSyntax.space
        }
        append(contentsOf: "\r\n".utf8)
    }
}
