using System.Globalization;

namespace Gateway.IntegrationTests.Telemetry.Otlp;

/// <summary>A span as it was received.</summary>
internal sealed record OtlpSpan(
    string Source, string Name, int Kind, string TraceId, string SpanId, string ParentId, string State, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A metric as it was received.</summary>
internal sealed record OtlpMetric(string Meter, string Name, string Unit);

/// <summary>A log record as it was received.</summary>
internal sealed record OtlpLog(string Category, string Severity, string Body, string TraceId);

/// <summary>Reads the messages of opentelemetry-proto 1.x that the tests look at; the numbers are those of its .proto files.</summary>
internal static class OtlpRecords
{
    public static IEnumerable<OtlpSpan> Spans(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new OtlpSpan(
            scope.Message(1)!.Text(1), span.Text(5), (int)span.Number(6), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(3), Attributes(span, 9));

    public static IEnumerable<OtlpMetric> Metrics(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select new OtlpMetric(scope.Message(1)!.Text(1), metric.Text(1), metric.Text(3));

    public static IEnumerable<OtlpLog> Logs(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select new OtlpLog(scope.Message(1)!.Text(1), record.Text(3), record.Message(5)?.Text(1) ?? "", record.Hex(9));

    public static IReadOnlyDictionary<string, string> Resource(ProtobufMessage request) => Attributes(request.Message(1)!.Message(1)!, 1);

    private static Dictionary<string, string> Attributes(ProtobufMessage message, int field) =>
        message.Messages(field).ToDictionary(static a => a.Text(1), static a => Value(a.Message(2)!));

    private static string Value(ProtobufMessage any) =>
        any.Has(1) ? any.Text(1) : any.Has(2) ? (any.Number(2) != 0 ? "true" : "false") : any.Number(3).ToString(CultureInfo.InvariantCulture);
}
