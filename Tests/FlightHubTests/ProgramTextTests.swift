import CLinux
import Foundation
import Testing

/// Giving back the machine code that only the start needed.
struct ProgramTextTests {
    /// Resident kilobytes of mapped machine code, by proc_pid_smaps(5).
    private static func residentText() throws -> Int {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps"))
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        var isText = false
        var sum = 0
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words[0] == "Rss:", isText { sum += Int(words[1]) ?? 0 }
            if words.count >= 5, words[0].contains("-") { isText = words[1] == "r-xp" }
        }
        return sum
    }

    @Test func `code that has run is given back, and runs again`() throws {
        let before = try Self.residentText()
        clinux_release_text()
        let after = try Self.residentText()
        #expect(after < before)
    }
}
