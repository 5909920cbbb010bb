/// The parameters of a query string, decoded, and what is wrong with them.
package struct QueryParameters: Sendable {
    /// What may be wrong with a parameter, whoever reads it.
    package enum Mistake: Sendable, Equatable {
        /// A broken escape, or bytes that are no UTF-8.
        case notText
        /// An escaped U+0000, which nothing takes.
        case holdsNUL
        /// It stands there more than once.
        case repeated
        /// Nobody reads it.
        case unknown

        /// The mistake in words, for whoever sent the parameter.
        package func detail(of name: String) -> String {
            switch self {
            case .notText: "is not valid percent-encoded UTF-8"
            case .holdsNUL: "holds the character U+0000"
            case .repeated: "\(name) is given twice"
            case .unknown: "there is no such parameter"
            }
        }
    }

    /// The last value of each parameter that can be decoded; empty without `=`.
    package private(set) var values: [String: String] = [:]
    /// What is wrong, in the order of the query, by the name of the parameter.
    package private(set) var mistakes: [(name: String, mistake: Mistake)] = []

    /// Reads `query`, which is what follows the question mark; `+` is a space.
    package init(_ query: String) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]),
                let value = parts.count == 2 ? PercentEncoding.decode(parts[1]) : ""
            else {
                mistakes.append((String(parts[0]), Self.fault(of: pair)))
                continue
            }
            if values.updateValue(value, forKey: name) != nil { mistakes.append((name, .repeated)) }
        }
    }

    private static func fault(of pair: Substring) -> Mistake {
        PercentEncoding.decode(pair.replacing("%00", with: "")) == nil ? .notText : .holdsNUL
    }
}
