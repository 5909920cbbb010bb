/// What `Accept-Encoding` says of the codings that the hub can send (RFC 9110 section 12.5.3).
package struct AcceptEncoding: Sendable, Equatable {
    /// The weights by name, in thousandths; a name that stands twice has its first.
    private var weights: [String: Int] = [:]

    /// Reads every line of the field; what is malformed counts as refused.
    package init(_ fields: HTTPFields) {
        for element in fields.elements(of: "Accept-Encoding") { read(element) }
    }

    /// Whether gzip is welcome, and no less so than the plain body.
    ///
    /// A client that does not send the field gets the plain body: it may not know of codings.
    package var prefersGzip: Bool {
        let gzip = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0
        return gzip > 0 && gzip >= weights["identity", default: 0]
    }

    private mutating func read(_ part: Substring) {
        let pieces = HTTPFields.parts(of: part, separatedBy: ";").map { $0.lowercased() }
        guard let name = pieces.first, !name.isEmpty, weights[name] == nil else { return }
        switch pieces.count {
        case 1: weights[name] = 1000
        case 2: weights[name] = Self.weight(pieces[1]) ?? 0
        default: weights[name] = 0
        }
    }

    /// Thousandths of `q=0.5`: a digit, and three more at the most behind the point.
    private static func weight(_ parameter: String) -> Int? {
        guard parameter.hasPrefix("q=") else { return nil }
        let parts = parameter.dropFirst(2).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts[0] == "0" || parts[0] == "1", fraction.utf8.count <= 3,
            fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let padding = String(repeating: "0", count: 3 - fraction.utf8.count)
        guard let thousandths = Int(parts[0] + fraction + padding), thousandths <= 1000 else {
            return nil
        }
        return thousandths
    }
}
