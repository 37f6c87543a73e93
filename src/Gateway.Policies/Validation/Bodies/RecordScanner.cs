using System.Globalization;
using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits.Json;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>A JSON value in each line, each judged before it goes on. Empty lines are none.</summary>
internal sealed class RecordScanner(JsonSchemaValidator? schema, JsonLimits limits, long maxRecordBytes) : IBodyScanner
{
    private int _examined;
    private long _number;

    public BodyFault? Fault { get; private set; }

    public int Scan(ReadOnlySpan<byte> pending, bool isEnd)
    {
        var cleared = 0;
        while (true)
        {
            var feed = pending[_examined..].IndexOf((byte)'\n');
            if (feed < 0) break;
            var end = _examined + feed;
            if (!Judge(pending[cleared..end])) return cleared;
            cleared = _examined = end + 1;
        }

        if (pending.Length - cleared > maxRecordBytes + 1)
        {
            Fault = TooLarge();
            return cleared;
        }

        if (isEnd && Judge(pending[cleared..])) cleared = pending.Length;
        // What stays is the beginning of the next record, in which there is no line end so far.
        _examined = pending.Length - cleared;
        return cleared;
    }

    private bool Judge(ReadOnlySpan<byte> record)
    {
        if (record is [.., (byte)'\r']) record = record[..^1];
        if (record.IsEmpty) return true;
        _number++;
        if (record.Length > maxRecordBytes) Fault = TooLarge();
        else if (JsonStructureScanner.Scan(record, limits) is var verdict and not JsonVerdict.Valid) Fault = BodyFault.Malformed("record-malformed", $"JSON within the limits ({verdict})", Name);
        else if (schema is not null && !schema.IsValid(record)) Fault = BodyFault.Invalid(SchemaViolations.Of(schema, record, Name));
        return Fault is null;
    }

    private string Name => string.Create(CultureInfo.InvariantCulture, $"record {_number}");

    private BodyFault TooLarge() => BodyFault.TooLarge("record-too-large", $"records of at most {maxRecordBytes} bytes");
}
