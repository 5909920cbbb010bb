package import Net
package import Wire

/// Why a request got no answer.
package enum RESTError: Error, Equatable, Sendable {
    /// No connection could be made.
    case unreachable
    /// The server was reached, but TLS with it failed; nothing was asked.
    case insecure(TLSFailure)
    /// The connection ended before the answer had come; the request may have been carried out.
    case connectionLost
    /// No answer came in time; the request may have been carried out.
    case timedOut
    /// The answer is not HTTP.
    case malformed(HTTPError)
    /// Too many requests wait already.
    case tooMany
}

/// One keep-alive HTTP/1.1 connection to a server, opened when it is needed.
///
/// *(loop)* Requests are sent one after another, each when the one before it is answered.
package final class RESTClient {
    private struct Pending {
        let bytes: [UInt8]
        let answersHead: Bool
        let answer: (Result<HTTPResponse, RESTError>) -> Void
    }

    private let loop: EventLoop
    private let address: SocketAddress
    private let host: String
    private let timeout: Duration
    private let tls: TLSDestination?
    private var socket: ClientSocket?
    private var isConnected = false
    private let limits: HTTPLimits
    private var parser: HTTPResponseParser
    private var timer: Timer?
    /// The first is on its way while there is a socket.
    private var queue: [Pending] = []

    /// Requests that may wait; more are refused at once.
    private static let queueLimit = 1_024

    /// A client that connects with its first request, with `tls` to that server only; an answer
    /// beyond `limits` fails it.
    package init(
        to address: SocketAddress, host: String, on loop: EventLoop,
        timeout: Duration = .seconds(30), limits: HTTPLimits = HTTPLimits(),
        tls: TLSDestination? = nil
    ) {
        self.tls = tls
        self.limits = limits
        parser = HTTPResponseParser(limits: limits)
        self.address = address
        self.host = host
        self.loop = loop
        self.timeout = timeout
    }

    /// *(loop)* The answer to `request`, whose `Host` field is added here.
    package func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
        let result = await withCheckedContinuation { continuation in
            send(request) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// *(loop)* Sends `request`; `answer` is called once, on the loop.
    package func send(
        _ request: HTTPRequest, _ answer: @escaping (Result<HTTPResponse, RESTError>) -> Void
    ) {
        guard queue.count < Self.queueLimit else { return answer(.failure(.tooMany)) }
        var request = request
        request.fields["Host"] = host
        var bytes: [UInt8] = []
        request.write(to: &bytes)
        queue.append(
            Pending(bytes: bytes, answersHead: request.method == .head, answer: answer))
        if queue.count == 1 { begin() }
    }

    /// *(loop)* Closes the connection; what waits fails.
    package func close() {
        disconnect()
        let pending = queue
        queue = []
        for request in pending { request.answer(.failure(.connectionLost)) }
    }

    private func begin() {
        guard let next = queue.first else { return }
        timer = loop.after(timeout) { [self] in finish(.failure(.timedOut), keep: false) }
        if isConnected {
            socket?.write(next.bytes)
        } else if socket == nil {
            do throws(SocketError) {
                socket = try ClientSocket(to: address, on: loop, tls: tls, owner: self)
            } catch {
                finish(.failure(.unreachable), keep: false)
            }
        }
    }

    private func finish(_ result: Result<HTTPResponse, RESTError>, keep: Bool) {
        if let timer { loop.cancel(timer) }
        timer = nil
        if !keep { disconnect() }
        guard !queue.isEmpty else { return }
        let done = queue.removeFirst()
        begin()
        done.answer(result)
    }

    private func disconnect() {
        if let timer { loop.cancel(timer) }
        timer = nil
        socket?.close()
        socket = nil
        isConnected = false
        parser = HTTPResponseParser(limits: limits)
    }
}

extension RESTClient: ClientSocketOwner {
    /// Called by the socket.
    package func socketConnected() {
        isConnected = true
        if let first = queue.first { socket?.write(first.bytes) }
    }

    /// Called by the socket.
    package func socketReceived(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        while position < bytes.count, let first = queue.first {
            do throws(HTTPError) {
                guard
                    let response = try parser.next(
                        bytes, at: &position, answersHead: first.answersHead)
                else { return }
                let closes = response.fields.contains("close", in: "Connection")
                finish(.success(response), keep: !closes)
                if closes { return }
            } catch {
                return finish(.failure(.malformed(error)), keep: false)
            }
        }
        // Bytes that nobody asked for: the connection cannot be trusted.
        if position < bytes.count { disconnect() }
    }

    /// Called by the socket.
    package func socketEnded() {
        let wasConnected = isConnected
        let last = parser.end()
        let failure = socket?.failure
        socket = nil
        disconnect()
        guard !queue.isEmpty else { return }
        if let last {
            finish(.success(last), keep: false)
        } else {
            let unreached = failure.map { RESTError.insecure($0) } ?? .unreachable
            finish(.failure(wasConnected ? .connectionLost : unreached), keep: false)
        }
    }
}
