import Glibc
import LocalServices
import Testing

@testable import FlightHub

@Suite struct DevFolderTests {
    @Test func `a dev hub makes its secret once and keeps it`() throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        #expect(DevSecret.kept(in: folder) == nil)
        let made = try DevSecret.of(folder)
        #expect(made.value.utf8.count >= SettingsChecks.shortestSecret)
        #expect(try DevSecret.of(folder) == made)
        #expect(SettingsChecks.secret(made.value) != nil)
    }

    @Test func `a record says what it was made of`() {
        let record = DevRecord(
            url: "http://127.0.0.1:1", database: "postgresql://x", redis: "unix:///y", pid: 7)
        #expect(DevRecord(record.text) == record)
        #expect(DevRecord("{}") == nil)
        #expect(DevRecord("") == nil)
    }

    @Test func `a record is believed only while its hub holds the folder`() throws {
        let folder = try StateFolder("/tmp/flighthub-test-\(getpid())-record")
        defer { try? folder.remove() }
        let record = DevRecord(
            url: "http://127.0.0.1:1", database: "postgresql://x", redis: "unix:///y", pid: 7)
        do {
            let lock = try StateLock(folder)
            try folder.keep(record.text, as: DevRecord.name)
            #expect(try DevRecord.running(in: folder, unless: "DATABASE_URL") == record)
            withExtendedLifetime(lock) {}
        }
        #expect(throws: CommandFailure.self) {
            try DevRecord.running(in: folder, unless: "DATABASE_URL")
        }
    }
}
