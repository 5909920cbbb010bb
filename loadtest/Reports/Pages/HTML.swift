/// Markup: literals are taken as they are, and every text that is put in is escaped.
///
/// There is no way to put in a text unescaped, so no page can forget it.
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    private(set) var markup: String

    init(stringLiteral literal: String) {
        markup = literal
    }

    init(stringInterpolation interpolation: Interpolation) {
        markup = interpolation.markup
    }

    /// Nothing.
    static let empty: HTML = ""

    /// The text for content and for quoted attributes.
    static func escaped(_ text: String) -> String {
        var markup = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            case "\t", "\n": markup.unicodeScalars.append(scalar)
            // Control characters are no part of HTML.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": markup += "\u{FFFD}"
            default: markup.unicodeScalars.append(scalar)
            }
        }
        return markup
    }
}

extension HTML {
    /// Collects the markup.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        /// A text, escaped.
        mutating func appendInterpolation(_ text: String) {
            markup += HTML.escaped(text)
        }

        mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        /// A coordinate, to a tenth of a pixel.
        mutating func appendInterpolation(_ coordinate: Double) {
            let tenths = Int((coordinate * 10).rounded())
            markup += (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10)
            if !tenths.isMultiple(of: 10) { markup += ".\(tenths.magnitude % 10)" }
        }

        mutating func appendInterpolation(_ part: HTML) {
            markup += part.markup
        }

        mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { markup += part.markup }
        }
    }
}
