import Accounts
import Hub
import LiveProtocol
import Net
import Wire

/// Server-sent events: a response without an end, fed by the hub.
extension Shard {
    /// Whether a request wants the events as they happen; a page of them is the API's to give.
    func asksForStream(_ request: HTTPRequest) -> Bool {
        guard request.method == .get || request.method == .head, !isResponding else { return false }
        return request.fields.values(of: "Accept").contains { value in
            value.lowercased().split(separator: ",").contains { type in
                type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" } == "text/event-stream"
            }
        }
    }

    /// Answers a request for a stream: the head follows once the hub has granted every topic.
    func stream(_ request: HTTPRequest, _ id: ConnectionID, isKeptAlive: Bool) async {
        do throws(GatewayProblem) {
            try checkAdmission()
            let credential = try RequestCredential(of: request, origins: configuration.origins)
            let following = try FollowQuery.read(
                request.query, resumingFrom: "lastEventId",
                position: request.fields["Last-Event-ID"])
            let principal = try await self.principal(of: credential)
            try checkCredentials(principal)
            try begin(id, following, request, for: principal)
        } catch {
            counters.streamsRefused[error.code, default: 0] += 1
            var response = error.response(to: request)
            for line in crossing(request).lines { response.fields.append(line.name, line.value) }
            answered(
                id, response, isKeptAlive: isKeptAlive, answersHead: request.method == .head)
        }
    }

    /// What lets a page of a listed origin read the answer (the Fetch standard).
    private func crossing(_ request: HTTPRequest) -> HTTPFields {
        guard let origin = request.fields["Origin"], configuration.origins.contains(origin) else {
            return [:]
        }
        return [
            "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true",
            "Vary": "Origin",
        ]
    }

    /// Hands the connection to the hub; it may be gone.
    private func begin(
        _ id: ConnectionID, _ following: SubscribeRequest, _ request: HTTPRequest,
        for principal: Principal?
    ) throws(GatewayProblem) {
        guard let connection = connections[id], let session = connection.http else { return }
        if session.peerEnded { return drop(connection) }
        if let refusal = refusal(of: principal) { throw refusal }
        connection.mode = .eventStream(
            EventStreamSession(
                request: RequestName(of: request), fields: crossing(request),
                answersHead: request.method == .head))
        connection.door = .eventStream
        watch(connection, connection.interest.union(.read))
        hub.connected(id, principal: principal, following: following)
        settle()
    }

    /// Sends the head of a stream whose topics are all granted.
    func admit(_ id: ConnectionID) {
        guard let connection = connections[id], case .eventStream(let session) = connection.mode
        else { return }
        var fields = session.fields
        fields["Content-Type"] = "text/event-stream"
        fields["Cache-Control"] = "no-store"
        // Asks nginx not to collect what it passes on.
        fields["X-Accel-Buffering"] = "no"
        var bytes: [UInt8] = []
        HTTPResponse(status: 200, fields: fields)
            .writeHeadOfStream(to: &bytes, date: date.text(at: services.clock()))
        send(bytes, to: connection)
        if session.answersHead { return leave(connection) }
        session.hasBegun = true
        session.request = nil
        counters.streams += 1
        Socket.setUnacknowledgedLimit(
            connection.descriptor.number, after: configuration.heartbeatInterval * 2)
        armForLife(connection, isAnonymous: false)
    }

    /// Ends a stream as the hub wants it, or says why it does not begin.
    func end(_ connection: Connection, _ session: EventStreamSession, _ code: CloseCode) {
        if session.hasBegun {
            counters.streamEnds[code.rawValue, default: 0] += 1
            leave(connection)
        } else {
            let problem = GatewayProblem(refusing: code, topic: session.deniedTopic)
            counters.streamsRefused[problem.code, default: 0] += 1
            var response = problem.response(to: session.request ?? RequestName(of: nil))
            for line in session.fields.lines { response.fields.append(line.name, line.value) }
            finish(connection, with: response, answersHead: session.answersHead)
        }
    }

    /// The heartbeat of a stream: a reader that is gone acknowledges it to nobody.
    func comment(_ connection: Connection) {
        send(EventStreamBlock.comment, to: connection)
        arm(connection, .heartbeat)
    }
}
