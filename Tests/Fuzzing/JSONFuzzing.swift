import JSON

/// JSON: written again it is the same tree, and skipping a value takes the same bytes as reading
/// it.
///
/// Input: one text.
enum JSONFuzzing {
    static func check(_ input: inout FuzzInput) {
        let text = input.rest()
        do throws(JSONError) {
            let value = try JSONValue.parse(text)
            let written = JSONWriter.text(of: value)
            do throws(JSONError) {
                require(try JSONValue.parse(written) == value, "\(value) is the same again")
            } catch {
                fatalError("property broken: \(value) written is refused: \(error)")
            }
            require(JSONWriter.text(of: value) == written, "what is written does not vary")
            checkSkipping(text)
        } catch {
            require((0...text.count).contains(error.offset), "an error is within the text")
            require(!error.message.isEmpty, "and says what is wrong")
        }
    }

    private static func checkSkipping(_ text: [UInt8]) {
        do throws(JSONError) {
            var reader = try JSONReader(text)
            var skipper = try JSONReader(text)
            _ = try reader.value()
            let range = try skipper.skip()
            require(reader.offset == skipper.offset, "skipping ends where reading does")
            require(range.upperBound == skipper.offset, "and gives the range")
            try skipper.finish()
        } catch {
            fatalError("property broken: what is read cannot be skipped: \(error)")
        }
    }
}
