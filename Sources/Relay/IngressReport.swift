/// What a reader of the ingress has done since its start.
package struct IngressReport: Sendable, Equatable {
    /// Entries that the sink has taken.
    package internal(set) var taken = 0
    /// Entries that went to the rejected ones.
    package internal(set) var rejected = 0
    /// Attempts that failed, by the code of the trouble.
    package internal(set) var failures: [String: Int] = [:]
    /// Entries in the stream when it was last looked at; nil on a node that does not read it.
    package internal(set) var waiting: Int?
}
