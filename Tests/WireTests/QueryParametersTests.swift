import Testing
import Wire

@Suite struct QueryParametersTests {
    private func mistakes(_ query: String) -> [String] {
        QueryParameters(query).mistakes.map { "\($0.name): \($0.mistake.detail(of: $0.name))" }
    }

    @Test func `parameters are decoded, with a plus for a space`() {
        let read = QueryParameters("a=1&b=x%20y+z&c&&d=")
        #expect(read.values == ["a": "1", "b": "x y z", "c": "", "d": ""])
        #expect(read.mistakes.isEmpty)
    }

    @Test func `long rows of combining marks are a mistake of their own`() {
        func row(_ count: Int) -> String { "a" + String(repeating: "%CC%81", count: count) }
        #expect(mistakes("a=\(row(30))&\(row(30))=1") == [])
        #expect(
            mistakes("a=\(row(31))&\(row(31))=1") == [
                "a: has more than 30 combining marks in a row",
                "\(row(31)): has more than 30 combining marks in a row",
            ])
        #expect(PercentEncoding.value(of: "a", in: "a=\(row(31))") == nil)
    }

    @Test func `what is wrong is said of each`() {
        #expect(
            mistakes("a=1&q=%00&a=2&r=%zz&s=%FF&t=%FF%00") == [
                "q: holds the character U+0000", "a: a is given twice",
                "r: is not valid percent-encoded UTF-8", "s: is not valid percent-encoded UTF-8",
                "t: is not valid percent-encoded UTF-8",
            ])
    }
}
