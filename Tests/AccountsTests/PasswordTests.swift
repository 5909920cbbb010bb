import Accounts
import Testing

@Suite struct PasswordTests {
    @Test func `takes 10 characters to 72 bytes`() throws {
        #expect(throws: PasswordError.tooShort) { try Password("123456789") }
        #expect(try Password("1234567890").bytes == Array("1234567890".utf8))
        #expect(try Password(String(repeating: "x", count: 72)).bytes.count == 72)
        #expect(throws: PasswordError.tooLong) { try Password(String(repeating: "x", count: 73)) }
    }

    @Test func `counts bytes for bcrypt, and characters for people`() {
        #expect(throws: PasswordError.tooShort) { try Password("éééééé") }
        #expect(throws: PasswordError.tooLong) { try Password(String(repeating: "é", count: 37)) }
    }

    @Test func `refuses the character that ends a C string`() {
        #expect(throws: PasswordError.containsNUL) { try Password("before\0 after") }
    }

    @Test func `does not describe itself`() throws {
        #expect("\(try Password("flighthub-demo"))" == "•••")
    }
}
