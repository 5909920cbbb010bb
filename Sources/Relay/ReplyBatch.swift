/// Gathers the answers to commands that were sent together.
final class ReplyBatch {
    private var replies: [RedisReply] = []
    private let count: Int
    private var continuation: CheckedContinuation<Result<[RedisReply], RedisFailure>, Never>?

    init(
        _ count: Int,
        _ continuation: CheckedContinuation<Result<[RedisReply], RedisFailure>, Never>
    ) {
        self.count = count
        self.continuation = continuation
        replies.reserveCapacity(count)
    }

    func add(_ result: Result<RedisReply, RedisFailure>) {
        switch result {
        case .success(let reply):
            replies.append(reply)
            if replies.count == count { finish(.success(replies)) }
        case .failure(let failure): finish(.failure(failure))
        }
    }

    private func finish(_ result: Result<[RedisReply], RedisFailure>) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}
