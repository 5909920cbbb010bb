import Events
import Wire

/// What a problem says of the request that it answers.
struct RequestName: Equatable {
    /// The path; nil when the request could not be read.
    let path: String?
    /// The caller's own name for it, or a fresh one.
    let id: String

    /// The name of `request`; nil is one that could not be read.
    init(of request: HTTPRequest?) {
        path = request?.path
        id = request?.offeredID ?? UniqueID.random().description
    }
}
