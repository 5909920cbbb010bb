import Accounts
import Booking
import Events
import Wire

/// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).
enum IdempotencyKey {
    static let name = "Idempotency-Key"

    /// Reads a structured string, `"…"`, or the same characters without quotes.
    ///
    /// 1 to 255 visible ASCII characters; in quotes, `\"` and `\\` stand for themselves.
    static func parse(_ value: String) -> String? {
        let bytes = Array(value.utf8)
        let isQuoted = bytes.first == UInt8(ascii: "\"")
        guard let key = isQuoted ? unquoted(bytes) : bytes, (1...255).contains(key.count),
            key.allSatisfy({ (0x20...0x7E).contains($0) }),
            isQuoted || !key.contains(UInt8(ascii: " "))
        else { return nil }
        return String(decoding: key, as: UTF8.self)
    }

    private static func unquoted(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return nil }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes[1..<(bytes.count - 1)] {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
                continue
            }
            let needsEscape = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            guard isEscaped == needsEscape else { return nil }
            result.append(byte)
            isEscaped = false
        }
        return isEscaped ? nil : result
    }
}

extension Call {
    /// The claim of the key that came with the request; throws when it is missing and must not be.
    func claim(required isRequired: Bool = true) throws(APIError) -> IdempotencyClaim? {
        let principal = try signedIn()
        guard let value = request.fields[IdempotencyKey.name] else {
            guard isRequired else { return nil }
            throw invalidKey(.missing, "\(IdempotencyKey.name) is required")
        }
        guard let key = IdempotencyKey.parse(value) else {
            throw invalidKey(.badFormat, "1 to 255 visible ASCII characters")
        }
        let what = "\(request.method.rawValue) \(request.path) \(principal.userID)\n"
        return IdempotencyClaim(
            principal: principal.userID, key: key,
            fingerprint: services.sha256.sha256(Array(what.utf8) + request.body))
    }

    private func invalidKey(_ code: FieldError.Code, _ detail: String) -> APIError {
        .invalid([
            FieldError(place: .header(name: IdempotencyKey.name), code: code, detail: detail)
        ])
    }
}
