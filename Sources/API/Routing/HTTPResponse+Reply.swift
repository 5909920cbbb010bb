import Booking
import Events
import Wire

extension HTTPResponse {
    /// The answer to a change that is committed, or that was when its key came first.
    init(_ committed: Committed<Reply>) {
        let reply = committed.outcome
        self.init(status: reply.status, body: reply.body)
        if !reply.body.isEmpty { fields["Content-Type"] = "application/json" }
        if let location = reply.location { fields["Location"] = "/api/v1" + location }
        if let version = reply.version { fields["ETag"] = Call.tag(of: version) }
        if committed.isReplay {
            fields["Idempotency-Replayed"] = "true"
        } else {
            fields[CommitTime.field] = committed.at.exactDescription
        }
    }
}

/// When a change was committed.
enum CommitTime {
    static let field = "X-Committed-At"
}
