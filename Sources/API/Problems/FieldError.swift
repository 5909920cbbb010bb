import JSON

/// One thing that is wrong with a request, and where.
struct FieldError: Sendable, Equatable {
    /// Where in the request: a JSON pointer into the body (RFC 6901), or a query parameter.
    enum Place: Sendable, Equatable {
        case body(pointer: String)
        case query(parameter: String)
        case header(name: String)
    }

    /// What kind of mistake it is; clients may switch on it.
    enum Code: String, Sendable {
        case missing = "MISSING"
        case wrongType = "WRONG_TYPE"
        case unknownField = "UNKNOWN_FIELD"
        case outOfRange = "OUT_OF_RANGE"
        case badFormat = "BAD_FORMAT"
    }

    let place: Place
    let code: Code
    let detail: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch place {
            case .body(let pointer): json.member("pointer", pointer)
            case .query(let parameter): json.member("parameter", parameter)
            case .header(let name): json.member("header", name)
            }
            json.member("code", code.rawValue)
            json.member("detail", detail)
        }
    }
}
