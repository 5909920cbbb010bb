import Testing

extension String {
    /// Without the spaces before it.
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}

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
        "description", "debugDescription", "==", "<", "hash", "unownedExecutor", "rawValue",
        "startIndex", "endIndex",
        // Every actor on an event loop says so by this property.
        "loop",
    ]

    /// The name of what a line declares for other targets, nil when it declares nothing for them.
    private static func declared(by line: String) -> Substring? {
        let words = line.split { " (:<={".contains($0) && $0 != "<" && $0 != "=" }
        var shared = false
        for (index, word) in words.enumerated() {
            if word.hasPrefix("@") || modifiers.contains(word) && !kinds.contains(word) { continue }
            if word == "set)" || word.hasPrefix("private") { continue }
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

    /// The names of what protocols ask for: whoever provides them has them explained there.
    private static func requirements(in files: [SourceTree.File]) -> Set<Substring> {
        var names: Set<Substring> = []
        for file in files {
            var isInside = false
            for line in file.lines {
                if line.contains("protocol "), line.hasSuffix("{") { isInside = true }
                if line == "}" { isInside = false }
                guard isInside, let name = declared(by: "package " + line) else { continue }
                names.insert(name)
            }
        }
        return names
    }

    /// Whether a comment stands above; one may introduce a run of properties without a blank line.
    private static func isDocumented(_ lines: [String], _ number: Int) -> Bool {
        for line in lines[..<number].reversed() {
            if line.trimmed.hasPrefix("///") { return true }
            let isProperty = line.contains(" let ") || line.contains(" var ")
            guard line.trimmed.hasPrefix("@") || isProperty && declared(by: line) != nil else {
                return false
            }
        }
        return false
    }

    /// Whether it is what the standard library's protocols ask for by label.
    private static func isWitness(_ line: String) -> Bool {
        ["init(rawValue:", "init(stringLiteral ", "init(integerLiteral ", "subscript(position:"]
            .contains { line.contains($0) }
    }

    @Test func `what other targets use is documented`() {
        let files = SourceTree.swiftFiles(in: "Sources")
        let explained = Self.explained.union(Self.requirements(in: files))
        var missing: [String] = []
        for file in files {
            for (number, line) in file.lines.enumerated() {
                guard let name = Self.declared(by: line), !explained.contains(name) else {
                    continue
                }
                if Self.isDocumented(file.lines, number) || Self.isWitness(line) { continue }
                missing.append("\(file.path):\(number + 1) \(name)")
            }
        }
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
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
