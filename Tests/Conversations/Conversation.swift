package import JSON

/// A whole exchange between a client and the hub, as a file of `protocol/conversations` tells it.
package struct Conversation: Sendable {
    /// One step; `protocol/conversations/README.md` says what each means.
    package enum Step: Sendable, Equatable {
        /// Open a WebSocket, as an account or with a token, or as nobody.
        case connect(account: String?, token: String?)
        /// The handshake is answered with this status.
        case refused(Int)
        /// Send a message; variables are filled in.
        case send(JSONValue)
        /// Send text as it is.
        case text(String)
        /// Send a binary message.
        case binary(String)
        /// The next message matches.
        case receive(JSONValue)
        /// The server closes with this code.
        case closed(Int)
        /// Close with this code.
        case close(Int)
        /// Bind `token` to an access token of the account.
        case login(String)
        /// Call the REST interface.
        case call(Call)
        /// What follows is of the connection with this name.
        case turn(String)
        /// Something happens to the hub that only who runs it can do.
        case operate(Operation)
    }

    /// What only who runs the hub can do to it.
    package enum Operation: String, Sendable, Equatable {
        /// Start one more node, which holds nothing in memory; later connections go there.
        case startNode = "start-node"
        /// Forget the history up to now, as it is when it has grown old, and start one more node.
        case forgetHistory = "forget-history"
        /// Begin a new epoch, as after a restore.
        case newEpoch = "new-epoch"
        /// Make the customer a business owner.
        case changeRole = "change-role"
        /// Make the customer a customer again.
        case restoreRole = "restore-role"
        /// Let nobody log in as the customer.
        case deactivate
        /// Let the customer log in again.
        case reactivate
    }

    /// A REST call, and what is kept of its answer.
    package struct Call: Sendable, Equatable {
        /// The method.
        package let method: String
        /// Path and query; variables are filled in.
        package let path: String
        /// Whose token goes with it.
        package let account: String?
        /// The body; variables are filled in.
        package let body: JSONValue?
        /// The status that must come.
        package let status: Int
        /// Variables, each with the place in the answer that it is bound to.
        package let capture: [(name: String, pointer: String)]

        package static func == (left: Call, right: Call) -> Bool {
            left.method == right.method && left.path == right.path
                && left.account == right.account && left.body == right.body
                && left.status == right.status
                && left.capture.map { [$0.name, $0.pointer] }
                    == right.capture.map { [$0.name, $0.pointer] }
        }
    }

    /// What it shows.
    package let title: String
    /// In order.
    package let steps: [Step]

    /// Whether only who runs the hub can play it.
    package var needsOperator: Bool {
        steps.contains { if case .operate = $0 { true } else { false } }
    }
}

/// What is wrong with a conversation's file.
package struct ConversationSyntaxError: Error, CustomStringConvertible {
    /// The step, from 0, and what it lacks.
    package let description: String
}
