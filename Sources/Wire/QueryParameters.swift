import Text

/// The parameters of a query string, decoded, and what is wrong with them.
package struct QueryParameters: Sendable {
    /// What may be wrong with a parameter, whoever reads it.
    package enum Mistake: Sendable, Equatable {
        /// A broken escape, or bytes that are no UTF-8.
        case notText
        /// An escaped U+0000, which nothing takes.
        case holdsNUL
        /// More combining marks in a row than are taken.
        case combiningMarks
        /// It stands there more than once.
        case repeated
        /// Nobody reads it.
        case unknown

        /// The mistake in words, for whoever sent the parameter.
        package func detail(of name: String) -> String {
            switch self {
            case .notText: "is not valid percent-encoded UTF-8"
            case .holdsNUL: "holds the character U+0000"
            case .combiningMarks: "has \(CombiningMarks.rule)"
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
            do throws(PercentEncoding.Failure) {
                let name = try PercentEncoding.decode(query: parts[0])
                let value = parts.count == 2 ? try PercentEncoding.decode(query: parts[1]) : ""
                let last = values.updateValue(value, forKey: name)
                if last != nil { mistakes.append((name, .repeated)) }
            } catch {
                mistakes.append((String(parts[0]), Mistake(error)))
            }
        }
    }
}

extension QueryParameters.Mistake {
    fileprivate init(_ failure: PercentEncoding.Failure) {
        switch failure {
        case .notText: self = .notText
        case .holdsNUL: self = .holdsNUL
        case .combiningMarks: self = .combiningMarks
        }
    }
}
