using System.Buffers;
using System.Text.Json;
using Gateway.Policies.Events.Lines;

namespace Gateway.Policies.AccessLog;

/// <summary>Writes access records as JSON, one a line. The schema is in this folder's README.</summary>
internal sealed class AccessLogWriter : IDisposable
{
    private static readonly JsonEncodedText TimestampName = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText LevelName = JsonEncodedText.Encode("level");
    private static readonly JsonEncodedText MethodName = JsonEncodedText.Encode("method");
    private static readonly JsonEncodedText RouteName = JsonEncodedText.Encode("route");
    private static readonly JsonEncodedText PathTemplateName = JsonEncodedText.Encode("pathTemplate");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText DurationName = JsonEncodedText.Encode("durationMs");
    private static readonly JsonEncodedText BytesInName = JsonEncodedText.Encode("bytesIn");
    private static readonly JsonEncodedText BytesOutName = JsonEncodedText.Encode("bytesOut");
    private static readonly JsonEncodedText ClientAddressName = JsonEncodedText.Encode("clientAddress");
    private static readonly JsonEncodedText ConsumerName = JsonEncodedText.Encode("consumer");
    private static readonly JsonEncodedText TraceIdName = JsonEncodedText.Encode("traceId");
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText ProtocolName = JsonEncodedText.Encode("protocol");
    private static readonly JsonEncodedText TlsName = JsonEncodedText.Encode("tls");
    private static readonly JsonEncodedText ClusterName = JsonEncodedText.Encode("cluster");
    private static readonly JsonEncodedText DestinationName = JsonEncodedText.Encode("destination");
    private static readonly JsonEncodedText UserAgentName = JsonEncodedText.Encode("userAgent");

    private readonly JsonLine _line = new();

    /// <summary>Adds the record and its line end.</summary>
    public void Write(IBufferWriter<byte> target, in AccessLogRecord r)
    {
        _line.Begin(target);
        _line.Time(TimestampName, r.Timestamp);
        _line.Text(LevelName, "access");
        _line.Text(MethodName, r.Method);
        _line.Text(RouteName, r.Route);
        _line.Text(PathTemplateName, r.PathTemplate);
        _line.Number(StatusName, r.Status);
        _line.Milliseconds(DurationName, r.Duration);
        _line.Number(BytesInName, r.BytesIn);
        _line.Number(BytesOutName, r.BytesOut);
        _line.Address(ClientAddressName, r.ClientAddress);
        _line.Text(ConsumerName, r.Consumer);
        _line.Text(TraceIdName, r.TraceId);
        _line.Text(RequestIdName, r.RequestId);
        _line.Text(ProtocolName, r.Protocol);
        _line.Text(TlsName, r.Tls);
        _line.Text(ClusterName, r.Cluster);
        _line.Text(DestinationName, r.Destination);
        _line.Text(UserAgentName, r.UserAgent);
        _line.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
