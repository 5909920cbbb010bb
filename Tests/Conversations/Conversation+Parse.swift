package import JSON

extension Conversation {
    /// Reads a file's content.
    package init(_ file: JSONValue) throws(ConversationSyntaxError) {
        guard let title = file["title"]?.asString, let steps = file["steps"]?.asArray else {
            throw ConversationSyntaxError(description: "title or steps are missing")
        }
        self.title = title
        var parsed: [Step] = []
        for (number, step) in steps.enumerated() {
            guard let members = step.asObject?.members, members.count == 1,
                let member = members.first, let step = Step(member.name, member.value)
            else { throw ConversationSyntaxError(description: "step \(number) makes no sense") }
            parsed.append(step)
        }
        self.steps = parsed
    }
}

extension Conversation.Step {
    fileprivate init?(_ name: String, _ value: JSONValue) {
        switch (name, value) {
        case ("connect", .object(let options)):
            guard Set(options.names).isSubset(of: ["as", "token"]) else { return nil }
            self = .connect(
                account: options["as"]?.asString, token: options["token"]?.asString)
        case ("send", .object): self = .send(value)
        case ("receive", .object): self = .receive(value)
        case ("text", .string(let text)): self = .text(text)
        case ("binary", .string(let text)): self = .binary(text)
        case ("login", .string(let account)): self = .login(account)
        case ("turn", .string(let name)): self = .turn(name)
        case ("operate", .string(let name)):
            guard let operation = Conversation.Operation(rawValue: name) else { return nil }
            self = .operate(operation)
        case ("call", .object):
            guard let call = Conversation.Call(value) else { return nil }
            self = .call(call)
        case (_, .number(let number)):
            guard let code = number.exactInt.map({ Int($0) }) else { return nil }
            switch name {
            case "refused": self = .refused(code)
            case "closed": self = .closed(code)
            case "close": self = .close(code)
            default: return nil
            }
        default: return nil
        }
    }
}

extension Conversation.Call {
    fileprivate init?(_ value: JSONValue) {
        guard let method = value["method"]?.asString, let path = value["path"]?.asString,
            let status = value["status"]?.asInteger
        else { return nil }
        self.init(
            method: method, path: path, account: value["as"]?.asString, body: value["body"],
            status: Int(status),
            capture: (value["capture"]?.asObject?.members ?? []).map {
                ($0.name, $0.value.asString ?? "")
            })
    }
}
