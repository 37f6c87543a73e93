using System.Buffers;
using System.Text.Json;
using Gateway.Policies.Events.Lines;

namespace Gateway.Policies.Events;

/// <summary>Writes security events as JSON records, one a line. The schema is in this folder's README.</summary>
internal sealed class EventWriter : IDisposable
{
    private static readonly JsonEncodedText TimestampName = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText LevelName = JsonEncodedText.Encode("level");
    private static readonly JsonEncodedText EventName = JsonEncodedText.Encode("event");
    private static readonly JsonEncodedText OutcomeName = JsonEncodedText.Encode("outcome");
    private static readonly JsonEncodedText PolicyName = JsonEncodedText.Encode("policy");
    private static readonly JsonEncodedText ReasonName = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText NoteName = JsonEncodedText.Encode("note");
    private static readonly JsonEncodedText ConsumerName = JsonEncodedText.Encode("consumer");
    private static readonly JsonEncodedText ActionName = JsonEncodedText.Encode("action");
    private static readonly JsonEncodedText RouteName = JsonEncodedText.Encode("route");
    private static readonly JsonEncodedText ResourceName = JsonEncodedText.Encode("resource");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText ClientAddressName = JsonEncodedText.Encode("clientAddress");
    private static readonly JsonEncodedText TraceIdName = JsonEncodedText.Encode("traceId");
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText CountName = JsonEncodedText.Encode("count");
    private static readonly JsonEncodedText FirstSeenName = JsonEncodedText.Encode("firstSeen");
    private static readonly JsonEncodedText LastSeenName = JsonEncodedText.Encode("lastSeen");

    private readonly JsonLine _line = new();

    /// <summary>Adds the record and its line end.</summary>
    public void Write(IBufferWriter<byte> target, SecurityEvent e, DateTimeOffset at)
    {
        _line.Begin(target);
        _line.Time(TimestampName, at);
        _line.Text(LevelName, "security");
        _line.Text(EventName, e.Event);
        _line.Text(OutcomeName, e.Outcome);
        _line.Text(PolicyName, e.Policy);
        _line.Text(ReasonName, e.Reason);
        _line.Text(NoteName, e.Note);
        _line.Facts(e.Facts);
        _line.Text(ConsumerName, e.Consumer);
        _line.Text(ActionName, e.Action);
        _line.Text(RouteName, e.Route);
        _line.Text(ResourceName, e.Resource);
        _line.Number(StatusName, e.Status);
        _line.Text(ClientAddressName, e.ClientAddress);
        _line.Text(TraceIdName, e.TraceId);
        _line.Text(RequestIdName, e.RequestId);
        _line.Number(CountName, e.Count);
        _line.Time(FirstSeenName, e.FirstSeen);
        _line.Time(LastSeenName, e.LastSeen);
        _line.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
