import FoundationEssentials

/// The files of a report: JSON to compute with, a page to read.
enum ReportFile {
    /// Bytes of JSON that are read at the most; a week of samples is a third of it.
    static let sizeLimit = 512 << 20

    /// `SCENARIO-YYYYMMDD-HHMMSS`, the same for the JSON and the page.
    static func name(of report: RunReport) -> String {
        let scenario = report.scenario.map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let digits = report.startedAt.filter { $0.isASCII && $0.isNumber }
        return "\(String(scenario))-\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))"
    }

    /// The report as JSON that a `diff` can be made of: indented, with sorted keys.
    static func encode(_ report: RunReport) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // A figure may divide by zero; the hour of measuring before that must not be lost by it.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(report) + Data("\n".utf8)
    }

    /// The report that `encode` wrote; `path` is for the error.
    static func decode(_ data: Data, from path: String) throws(ReportFileError) -> RunReport {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(RunReport.self, from: data)
        } catch {
            throw ReportFileError(error, in: path)
        }
    }

    /// Reads a report back.
    static func read(_ path: String) throws(ReportFileError) -> RunReport {
        try decode(bytes(of: path), from: path)
    }

    /// A whole file of at most `sizeLimit` bytes.
    static func bytes(of path: String) throws(ReportFileError) -> Data {
        do {
            let file = try FileManager.default.attributesOfItem(atPath: path)
            guard (file[.size] as? Int ?? 0) <= sizeLimit else {
                throw ReportFileError.unreadable(path, "it is larger than \(sizeLimit) bytes")
            }
            return try Data(contentsOf: URL(filePath: path))
        } catch let error as ReportFileError {
            throw error
        } catch {
            throw .unreadable(path, ReportFileError.reason(error))
        }
    }

    /// Writes `SCENARIO-YYYYMMDD-HHMMSS.json` and `.html` into a folder, which is made if need be.
    static func write(
        _ comparison: Comparison, into directory: String
    ) throws(ReportFileError) -> (json: String, page: String) {
        let stem = directory + "/" + name(of: comparison.report)
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            try encode(comparison.report).write(
                to: URL(filePath: stem + ".json"), options: .atomic)
        } catch {
            throw .unwritable(stem + ".json", ReportFileError.reason(error))
        }
        try write(ReportPage([comparison]), to: stem + ".html")
        return (stem + ".json", stem + ".html")
    }

    /// Writes a page.
    static func write(_ page: ReportPage, to path: String) throws(ReportFileError) {
        do {
            try Data(page.html.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .unwritable(path, ReportFileError.reason(error))
        }
    }
}
