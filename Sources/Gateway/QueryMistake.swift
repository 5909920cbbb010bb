import JSON
import Wire

/// One thing that is wrong with a query, in the form of the REST endpoints.
struct QueryMistake: Equatable {
    /// What kind of mistake it is; clients may switch on it.
    enum Code: String {
        case missing = "MISSING"
        case unknownField = "UNKNOWN_FIELD"
        case outOfRange = "OUT_OF_RANGE"
        case badFormat = "BAD_FORMAT"
    }

    let parameter: String
    let code: Code
    let detail: String

    init(_ parameter: String, _ code: Code, _ detail: String) {
        self.parameter = parameter
        self.code = code
        self.detail = detail
    }

    init(_ parameter: String, _ mistake: QueryParameters.Mistake) {
        self.init(
            parameter, mistake == .unknown ? .unknownField : .badFormat,
            mistake.detail(of: parameter))
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("parameter", parameter)
            json.member("code", code.rawValue)
            json.member("detail", detail)
        }
    }
}
