package import Events
import JSON
package import LiveClient
package import Net
import Wire

/// Why a conversation did not go as it should.
package struct ConversationFailure: Error, CustomStringConvertible {
    /// The step, from 0.
    package let step: Int
    /// What happened instead.
    package let reason: String
    /// The step and the reason.
    package var description: String { "step \(step): \(reason)" }
}

/// Plays conversations against a live hub, on an event loop of the caller's.
package actor ConversationPlayer {
    /// Does to the hub what a conversation asks for, and says where connections go from then on.
    package typealias Operator =
        @Sendable (Conversation.Operation) async throws -> ServerURL

    private let startURL: ServerURL
    private var url: ServerURL
    private let operate: Operator?
    private let loop: EventLoop
    private let password: String
    private let patience: Duration
    private let tls: TLSClient?
    private var pattern = JSONPattern()
    private var sockets: [String: ConversationSocket] = [:]
    /// The name of the connection that steps are of now; the first has none.
    private var turn = ""
    private var tokens: [String: String] = [:]

    /// On the loop.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    /// A player against the hub at `url`, for https with `tls`.
    ///
    /// Accounts are `NAME@flighthub.test` with `password`. Without `operate` conversations that need
    /// an operator fail.
    package init(
        url: ServerURL, on loop: EventLoop, password: String = "flighthub-demo",
        patience: Duration = .seconds(10), tls: TLSClient? = nil, operate: Operator? = nil
    ) {
        self.tls = tls
        self.url = url
        self.operate = operate
        startURL = url
        self.loop = loop
        self.password = password
        self.patience = patience
    }

    /// Plays every step; the first that goes wrong is thrown.
    ///
    /// `day` is the hub's: `$inAWeek` stands for the day a week after it.
    package func play(
        _ conversation: Conversation, on day: CivilDate
    ) async throws(ConversationFailure) {
        pattern = JSONPattern()
        url = startURL
        turn = ""
        let week = CivilDate(daysSince1970: day.daysSince1970 + 7)
        pattern.bind("inAWeek", to: .string(week.description))
        defer {
            for socket in sockets.values { socket.drop() }
            sockets = [:]
        }
        for (number, step) in conversation.steps.enumerated() {
            do throws(Mishap) {
                try await play(step)
            } catch {
                throw ConversationFailure(step: number, reason: error.reason)
            }
        }
    }

    private struct Mishap: Error {
        let reason: String
    }

    private func play(_ step: Conversation.Step) async throws(Mishap) {
        switch step {
        case .connect(let account, let token): try await connect(account, token)
        case .send(let message): send(.text, JSONWriter.text(of: pattern.filled(message)))
        case .text(let text): send(.text, Array(text.utf8))
        case .binary(let text): send(.binary, Array(text.utf8))
        case .receive(let expected): try await receive(expected)
        case .close(let code): socket?.close(code)
        case .closed(let code):
            guard case .closed(code)? = try await next() else {
                throw Mishap(reason: "the server did not close with \(code)")
            }
        case .refused(let status):
            guard case .refused(status)? = try await next() else {
                throw Mishap(reason: "the handshake was not refused with \(status)")
            }
        case .login(let account):
            pattern.bind("token", to: .string(try await token(of: account)))
        case .call(let call): try await perform(call)
        case .turn(let name): turn = name
        case .operate(let operation): try await perform(operation)
        }
    }

    private var socket: ConversationSocket? {
        get { sockets[turn] }
        set { sockets[turn] = newValue }
    }

    private func perform(_ operation: Conversation.Operation) async throws(Mishap) {
        guard let operate else {
            throw Mishap(reason: "nobody here may do \(operation.rawValue) to the hub")
        }
        do {
            url = try await operate(operation)
        } catch {
            throw Mishap(reason: "\(operation.rawValue): \(error)")
        }
    }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        socket?.send(opcode, payload)
    }

    private func connect(_ account: String?, _ token: String?) async throws(Mishap) {
        socket?.drop()
        var fields: HTTPFields = [:]
        if let account {
            fields["Authorization"] = "Bearer \(try await self.token(of: account))"
        } else if let token {
            fields["Authorization"] = "Bearer \(pattern.filled(token))"
        }
        do throws(SocketError) {
            socket = try ConversationSocket(
                to: try url.resolve(), host: url.authority, fields: fields, on: loop,
                tls: tls.flatMap(url.destination))
        } catch {
            throw Mishap(reason: "\(error)")
        }
    }

    /// What comes next, but for what may come at any time and was not asked for.
    private func next(unless expected: String? = nil) async throws(Mishap) -> ConversationSocket
        .Incoming?
    {
        while true {
            guard let incoming = await socket?.next(within: patience) else {
                throw Mishap(reason: "nothing came within \(patience)")
            }
            if case .message(let message) = incoming, let op = message["op"]?.asString,
                ["mark", "stale", "fresh"].contains(op), op != expected
            {
                continue
            }
            return incoming
        }
    }

    private func receive(_ expected: JSONValue) async throws(Mishap) {
        switch try await next(unless: expected["op"]?.asString) {
        case .message(let message)?:
            if let reason = pattern.mismatch(message, expected) {
                let text = String(decoding: JSONWriter.text(of: message), as: UTF8.self)
                throw Mishap(reason: "\(reason) in \(text.prefix(500))")
            }
        case .closed(let code)?: throw Mishap(reason: "closed with \(code.map(String.init) ?? "-")")
        case .refused(let status)?: throw Mishap(reason: "the handshake was refused: \(status)")
        case .broken(let reason)?: throw Mishap(reason: reason)
        case nil: throw Mishap(reason: "there is no connection")
        }
    }

    private func token(of account: String) async throws(Mishap) -> String {
        if let token = tokens[account] { return token }
        var body = JSONObject()
        body["email"] = .string("\(account)@flighthub.test")
        body["password"] = .string(password)
        let answer = try await call(.post, "/api/v1/auth/login", nil, .object(body), status: 200)
        guard let token = answer["accessToken"]?.asString else {
            throw Mishap(reason: "no accessToken for \(account)")
        }
        tokens[account] = token
        return token
    }

    private func perform(_ call: Conversation.Call) async throws(Mishap) {
        guard let method = HTTPMethod(rawValue: call.method) else {
            throw Mishap(reason: "no method \(call.method)")
        }
        var token: String?
        if let account = call.account { token = try await self.token(of: account) }
        let answer = try await self.call(
            method, pattern.filled(call.path), token, call.body.map(pattern.filled),
            status: call.status)
        for (name, pointer) in call.capture {
            guard let value = answer.at(pointer) else {
                throw Mishap(reason: "\(pointer) is not in the answer")
            }
            pattern.bind(name, to: value)
        }
    }

    private func call(
        _ method: HTTPMethod, _ target: String, _ token: String?, _ body: JSONValue?, status: Int
    ) async throws(Mishap) -> JSONValue {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var request = HTTPRequest(
            method: method, path: parts.first ?? "/", query: parts.count > 1 ? parts[1] : "",
            body: body.map(JSONWriter.text(of:)) ?? [])
        if let token { request.fields["Authorization"] = "Bearer \(token)" }
        if body != nil { request.fields["Content-Type"] = "application/json" }
        if method == .post { request.fields["Idempotency-Key"] = "\"\(UniqueID.random())\"" }
        do {
            let client = RESTClient(
                to: try url.resolve(), host: url.authority, on: loop,
                tls: tls.flatMap(url.destination))
            let response = try await client.send(request)
            client.close()
            guard response.status == status else {
                let text = String(decoding: response.body, as: UTF8.self)
                throw Mishap(reason: "\(target): \(response.status) \(text.prefix(500))")
            }
            return response.body.isEmpty ? .null : try JSONValue.parse(response.body)
        } catch let mishap as Mishap {
            throw mishap
        } catch {
            throw Mishap(reason: "\(target): \(error)")
        }
    }
}
