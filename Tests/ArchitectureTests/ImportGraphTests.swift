import Testing

@Suite struct ImportGraphTests {
    /// The module of an import line, however it is written: `package import struct Net.Timer`.
    private static func module(of line: String) -> String? {
        var words = line.split(separator: " ")[...]
        while let word = words.first,
            word.hasPrefix("@") || ["package", "public", "internal", "private"].contains(word)
        {
            words.removeFirst()
        }
        guard words.popFirst() == "import" else { return nil }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        if let word = words.first, kinds.contains(String(word)) { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }

    @Test func `every folder in Sources is in the graph`() {
        let folders = Set(SourceTree.entries(of: "Sources"))
        #expect(folders == ImportGraph.doors.union(ImportGraph.allowed.keys))
    }

    @Test(arguments: ImportGraph.allowed.keys.sorted())
    func `imports only what the graph allows`(target: String) {
        let allowed = ImportGraph.allowed[target, default: []].union(ImportGraph.system)
        for file in SourceTree.swiftFiles(in: "Sources/" + target) {
            for module in file.lines.compactMap(Self.module(of:)) where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module)")
            }
        }
    }

    @Test func `loadtest takes its truth by REST`() {
        for file in SourceTree.swiftFiles(in: "loadtest") {
            var modules = Set(file.lines.compactMap(Self.module(of:)))
            // It publishes through Redis, and reads nothing there.
            if file.path == "loadtest/Runs/Publisher.swift" { modules.remove("Relay") }
            #expect(
                modules.isDisjoint(with: ["Store", "Relay", "CPostgres", "CHiredis"]),
                "\(file.path)"
            )
        }
    }

    @Test func `the simulator runs the pure rules, and nothing that does I/O`() {
        let pure: Set<String> = [
            "Accounts", "Events", "Hub", "JSON", "LiveClient", "LiveProtocol",
        ]
        for file in SourceTree.swiftFiles(in: "Tests/Simulator") {
            let modules = Set(file.lines.compactMap(Self.module(of:)))
            #expect(modules.isSubset(of: pure), "\(file.path)")
        }
    }

    @Test func `nothing imports Foundation whole`() {
        for file in SourceTree.swiftFiles(in: "Sources") + SourceTree.swiftFiles(in: "loadtest") {
            let modules = file.lines.compactMap(Self.module(of:))
            #expect(!modules.contains("Foundation"), "\(file.path)")
        }
    }

    @Test func `only the composition names the adapters of both stores`() {
        let both: Set<String> = ["Store", "Relay"]
        let files = SourceTree.swiftFiles(in: "Sources").filter {
            both.isSubset(of: $0.lines.compactMap(Self.module(of:)))
        }
        #expect(files.allSatisfy { $0.path.hasPrefix("Sources/FlightHub/Node/") })
    }

    @Test(arguments: [
        ("import Net", "Net"), ("@testable import Hub", "Hub"),
        ("package import struct Wire.HTTPRequest", "Wire"), ("public import JSON", "JSON"),
    ])
    func `an import is found however it is written`(line: String, module: String) {
        #expect(Self.module(of: line) == module)
        #expect(Self.module(of: "// " + line) == nil)
    }
}
