/// The first words with PostgreSQL, in its protocol 3.0: is it ready, and one statement.
///
/// Every message from the server is a type byte, a length that counts itself, and the body.
enum PostgresHandshake {
    /// What came of it.
    enum Outcome: Equatable {
        /// Nobody answers, or the server is still starting up or recovering.
        case notYet
        case done
        case refused(code: String, message: String)
    }

    /// Connects as a user to a database and runs a statement there, if one is given.
    static func run(
        _ statement: String? = nil, socket: String, user: String, database: String
    ) -> Outcome {
        guard let connection = UnixConnection(socket) else { return .notYet }
        guard connection.send(startup(user: user, database: database)) else { return .notYet }
        var outcome = untilReady(connection)
        if outcome == .done, let statement {
            guard connection.send(message("Q", Array(statement.utf8) + [0])) else { return .notYet }
            outcome = untilReady(connection)
        }
        // `Terminate`: without it the server would log a lost connection.
        _ = connection.send(message("X", []))
        return outcome
    }

    /// `57P03` is "cannot connect now": starting up, recovering or shutting down.
    private static let cannotConnectNow = "57P03"

    private static func untilReady(_ connection: borrowing UnixConnection) -> Outcome {
        var refusal: Outcome?
        while let header = connection.receive(5) {
            let length = header[1...].reduce(0) { $0 << 8 | Int($1) } - 4
            guard (0...64 * 1024).contains(length) else { break }
            guard let body = length == 0 ? [] : connection.receive(length) else { break }
            switch header[0] {
            case UInt8(ascii: "E"): refusal = refused(body)
            case UInt8(ascii: "Z"): return refusal ?? .done
            default: break
            }
        }
        guard case .refused(let code, _) = refusal, code != cannotConnectNow else { return .notYet }
        return refusal ?? .notYet
    }

    /// An error's body is a list of fields: a letter, and a string that ends in zero.
    private static func refused(_ body: [UInt8]) -> Outcome {
        var code = ""
        var message = ""
        for field in body.split(separator: 0) {
            let text = String(decoding: field.dropFirst(), as: UTF8.self)
            switch field.first {
            case UInt8(ascii: "C"): code = text
            case UInt8(ascii: "M"): message = text
            default: break
            }
        }
        return .refused(code: code, message: message)
    }

    private static func startup(user: String, database: String) -> [UInt8] {
        let pairs = ["user", user, "database", database]
        // Version 3.0 is 196608; the list of parameters ends in an empty name.
        let body = bigEndian(196_608) + pairs.flatMap { Array($0.utf8) + [0] } + [0]
        return bigEndian(body.count + 4) + body
    }

    private static func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        Array(String(type).utf8) + bigEndian(body.count + 4) + body
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
