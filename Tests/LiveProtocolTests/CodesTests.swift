import JSON
import LiveProtocol
import Testing

/// `protocol/codes.json` and the enums say the same, both ways.
@Suite struct `Codes` {
    @Test func `close codes and their policies are those of the contract`() throws {
        let listed = try #require(try ProtocolFolder.json("codes.json")["closeCodes"]?.asArray)
        let contract = try listed.map { entry in
            [
                String(try #require(entry["code"]?.asInteger)),
                try #require(entry["name"]?.asString), try #require(entry["reconnect"]?.asString),
            ]
        }
        let program = CloseCode.allCases.map { code in
            [String(code.rawValue), "\(code)", code.reconnect.rawValue]
        }
        #expect(contract == program)
    }

    @Test func `error codes are those of the contract`() throws {
        let listed = try #require(try ProtocolFolder.json("codes.json")["errorCodes"]?.asArray)
        let contract = try listed.map { entry in
            let retryable = try #require(entry["retryable"]?.asBoolean as Bool?)
            return try #require(entry["code"]?.asString) + (retryable ? " retryable" : "")
        }
        let program = ErrorCode.allCases.map { $0.rawValue + ($0.isRetryable ? " retryable" : "") }
        #expect(contract == program)
    }

    @Test func `every policy is explained and used`() throws {
        let explained = try ProtocolFolder.json("codes.json")["reconnect"]?.asObject?.names
        #expect(Set(explained ?? []) == Set(CloseCode.allCases.map(\.reconnect.rawValue)))
    }

    @Test func `every code and policy has its meaning in words`() throws {
        let codes = try ProtocolFolder.json("codes.json")
        let entries = (codes["closeCodes"]?.asArray ?? []) + (codes["errorCodes"]?.asArray ?? [])
        for entry in entries { #expect(entry["meaning"]?.asString?.hasSuffix(".") == true) }
    }
}
