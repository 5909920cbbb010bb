import Testing

@Suite struct DocumentationTests {
    private static let modifiers: Set<Substring> = [
        "static", "final", "nonisolated", "isolated", "consuming", "borrowing", "mutating",
        "nonmutating", "indirect", "override", "required", "convenience", "lazy", "weak",
        "unowned", "distributed", "class",
    ]
    private static let kinds: Set<Substring> = [
        "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "init",
        "typealias", "subscript", "associatedtype", "macro",
    ]
    /// What a well-known protocol asks for and explains.
    private static let explained: Set<Substring> = [
        "description", "debugDescription", "==", "<", "hash", "unownedExecutor", "hashValue",
    ]

    /// The name of what a line declares for other targets, nil when it declares nothing for them.
    private static func declared(by line: String) -> Substring? {
        let words = line.split { " (:<={".contains($0) && $0 != "<" && $0 != "=" }
        var shared = false
        for (index, word) in words.enumerated() {
            if word.hasPrefix("@") || modifiers.contains(word) && !kinds.contains(word) { continue }
            if word.hasPrefix("private") || word.hasPrefix("fileprivate") { continue }
            if word == "package" || word == "public" {
                shared = true
                continue
            }
            guard shared else { return nil }
            if word == "class", index + 1 < words.count, kinds.contains(words[index + 1]) {
                continue
            }
            guard let kind = kinds.first(where: { word == $0 || word.hasPrefix($0 + "?") }) else {
                return nil
            }
            return kind == "init" || kind == "subscript" ? kind : words.dropFirst(index + 1).first
        }
        return nil
    }

    @Test func `what other targets use is documented`() {
        for file in SourceTree.swiftFiles(in: "Sources") {
            for (number, line) in file.lines.enumerated() {
                guard let name = Self.declared(by: line) else { continue }
                if Self.explained.contains(name) { continue }
                let above = file.lines[..<number].last {
                    !$0.drop { $0 == " " }.hasPrefix("@")
                }
                let documented = above?.drop { $0 == " " }.hasPrefix("///") ?? false
                if !documented { Issue.record("\(file.path):\(number + 1) `\(name)`") }
            }
        }
    }

    @Test(arguments: [
        ("package func send()", "send"), ("    package static let a = 1", "a"),
        ("public init(x: Int)", "init"), ("package final class Shard {", "Shard"),
        ("@inlinable package mutating func step() {", "step"),
        ("package private(set) var count = 0", "count"),
    ])
    func `a declaration for other targets is found`(line: String, name: String) {
        #expect(Self.declared(by: line).map(String.init) == name)
    }

    @Test(arguments: [
        "func send()", "package import Net", "private let package = 1", "// package func x()", "",
    ])
    func `anything else is not`(line: String) {
        #expect(Self.declared(by: line) == nil)
    }
}
