import Text

extension HTTPFields {
    /// Reads the field lines in `section`, each ended by CR LF, up to the empty line.
    ///
    /// The scanner has found the section's end and refused bare line ends already.
    static func parse(
        _ section: Span<UInt8>, from start: Int, limits: HTTPLimits
    ) throws(HTTPError) -> HTTPFields {
        // As many as a browser sends.
        var fields = HTTPFields(capacity: 16)
        var lineStart = start
        while let lineEnd = endOfLine(section, from: lineStart), lineEnd > lineStart {
            guard fields.lines.count < limits.fieldCount else { throw .tooManyFields }
            try fields.appendLine(section, lineStart..<lineEnd)
            lineStart = lineEnd + 2
        }
        return fields
    }

    /// The index of the CR that ends the line from `start`.
    static func endOfLine(_ section: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < section.count {
            if section[index] == HTTPSyntax.carriageReturn { return index }
            index += 1
        }
        return nil
    }

    private mutating func appendLine(
        _ section: Span<UInt8>, _ line: Range<Int>
    ) throws(HTTPError) {
        if HTTPSyntax.isBlank(section[line.lowerBound]) { throw .foldedField }
        var colon = line.lowerBound
        while colon < line.upperBound, HTTPSyntax.isToken(section[colon]) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound,
            section[colon] == UInt8(ascii: ":")
        else { throw .invalidFieldName }
        let value = Self.trimmed(section, colon + 1..<line.upperBound)
        for index in value where !HTTPSyntax.isFieldValue(section[index]) {
            throw .invalidFieldValue
        }
        guard let name = String(validating: section, line.lowerBound..<colon),
            let text = String(validating: section, value)
        else { throw .invalidFieldValue }
        guard !text.hasExcessMarks else { throw .combiningMarks }
        append(name, text)
    }

    /// The part of `range` without the white space around it.
    static func trimmed(_ section: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, HTTPSyntax.isBlank(section[start]) { start += 1 }
        while end > start, HTTPSyntax.isBlank(section[end - 1]) { end -= 1 }
        return start..<end
    }
}

extension String {
    /// The text of a part of `bytes`; nil when it is not UTF-8.
    init?(validating bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let text = try? UTF8Span(validating: bytes.extracting(range)) else { return nil }
        self.init(copying: text)
    }
}
