import Hub
import Net
import Wire

extension Shard {
    /// Parses what came, answers whole requests one after another, keeps what came too early.
    func receive(_ bytes: Span<UInt8>, _ connection: Connection, _ session: HTTPSession) {
        guard !session.isAnswering, !connection.isBlocked else {
            keep(bytes, from: 0, connection, session)
            return
        }
        var position = 0
        let goesOn = parse(bytes, at: &position, connection, session)
        guard goesOn, connections[connection.id] != nil else { return }
        switch connection.mode {
        case .http where session.isAnswering || connection.isBlocked:
            keep(bytes, from: position, connection, session)
        case .http: armForRequest(connection, session)
        case .webSocket(let socket): receive(bytes, from: position, connection, socket)
        case .eventStream, .leaving: break
        }
    }

    /// Parses until a request is being answered, the socket is full or the bytes are used; false
    /// after an error.
    private func parse(
        _ bytes: Span<UInt8>, at position: inout Int, _ connection: Connection,
        _ session: HTTPSession
    ) -> Bool {
        session.isParsing = true
        defer { session.isParsing = false }
        do throws(HTTPError) {
            while !session.isAnswering, !connection.isBlocked, isOpen(connection),
                case .http = connection.mode
            {
                guard let event = try session.parser.next(bytes, at: &position) else { break }
                switch event {
                case .expectsContinue: send(HTTPResponse.interimContinue, to: connection)
                case .request(var request, let isKeptAlive):
                    if let problem = identify(&request, connection) {
                        counters.requestsRefused[problem.code, default: 0] += 1
                        finish(
                            connection, with: problem.response(to: request),
                            answersHead: request.method == .head)
                        return false
                    }
                    answer(request, isKeptAlive: isKeptAlive, connection, session)
                }
            }
            return true
        } catch {
            counters.requestsRefused[error.rawValue, default: 0] += 1
            finish(connection, with: GatewayProblem(error).response())
            return false
        }
    }

    private func keep(
        _ bytes: Span<UInt8>, from position: Int, _ connection: Connection,
        _ session: HTTPSession
    ) {
        session.ahead.append(bytes, position..<bytes.count)
        if session.ahead.count >= configuration.pipelineBytes {
            watch(connection, connection.interest.subtracting(.read))
        }
    }

    private func answer(
        _ request: HTTPRequest, isKeptAlive: Bool, _ connection: Connection,
        _ session: HTTPSession
    ) {
        session.isAnswering = true
        connection.deadline = nil
        let id = connection.id
        if request.path == configuration.webSocketPath {
            Task.immediate(executorPreference: loop) {
                await self.upgrade(request, id, isKeptAlive: isKeptAlive)
            }
            return
        }
        if request.path == configuration.eventsPath, asksForStream(request) {
            Task.immediate(executorPreference: loop) {
                await self.stream(request, id, isKeptAlive: isKeptAlive)
            }
            return
        }
        let handler = services.handler
        let answersHead = request.method == .head
        Task.immediate(executorPreference: loop) {
            let response = await handler.respond(to: request)
            self.answered(id, response, isKeptAlive: isKeptAlive, answersHead: answersHead)
        }
    }

    /// Takes the answer to the request in hand; the connection may be gone.
    func answered(
        _ id: ConnectionID, _ response: HTTPResponse, isKeptAlive: Bool, answersHead: Bool
    ) {
        guard let connection = connections[id], let session = connection.http else { return }
        session.isAnswering = false
        session.hasAnswered = true
        guard isKeptAlive, phase == .serving else {
            finish(connection, with: response, answersHead: answersHead)
            return
        }
        send(bytes(of: response, isKeptAlive: true, answersHead: answersHead), to: connection)
        if !session.isParsing { goOn(connection, session) }
    }

    /// Goes on with what came while a request was being answered; once the socket has room.
    func goOn(_ connection: Connection, _ session: HTTPSession) {
        guard isOpen(connection), !connection.isBlocked else { return }
        var ahead: [UInt8] = []
        swap(&ahead, &session.ahead)
        if !session.peerEnded { watch(connection, connection.interest.union(.read)) }
        receive(ahead.span, connection, session)
        // What is left of it waits until the socket has room.
        guard session.ahead.isEmpty else { return }
        if session.peerEnded, !session.isAnswering, case .http = connection.mode {
            connection.mode = .leaving
            markDirty(connection)
        }
    }

    /// Sends the last response of a connection, which ends when it is written.
    func finish(
        _ connection: Connection, with response: HTTPResponse, answersHead: Bool = false
    ) {
        send(bytes(of: response, isKeptAlive: false, answersHead: answersHead), to: connection)
        leave(connection)
    }

    private func bytes(
        of response: HTTPResponse, isKeptAlive: Bool, answersHead: Bool
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(response.body.count + 512)
        response.write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: isKeptAlive,
            answersHead: answersHead)
        return bytes
    }
}
