using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>
/// Memory in which the parameters of one request become JSON, one after another. One for each thread: checking parameters never waits, so that a
/// request costs no allocation.
/// </summary>
internal sealed class ValueScratch
{
    private const int MostKept = 64 << 10;

    [ThreadStatic]
    private static ValueScratch? _current;

    private ArrayBufferWriter<byte> _bytes = new(1024);

    private ValueScratch() => Json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });

    public static ValueScratch Current => _current ??= new ValueScratch();

    public Utf8JsonWriter Json { get; private set; }

    public Range[] Captures { get; } = new Range[ContractLimits.MaxPathParameters];

    public List<QueryPair> Pairs { get; } = [];

    /// <summary>Begins a value.</summary>
    public Utf8JsonWriter Begin()
    {
        if (_bytes.Capacity > MostKept)
        {
            _bytes = new(1024);
            Json.Dispose();
            Json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
        }

        _bytes.ResetWrittenCount();
        Json.Reset();
        return Json;
    }

    /// <summary>A text as it stands, in UTF-8, in the place of a value.</summary>
    public ReadOnlySpan<byte> Utf8(ReadOnlySpan<char> text)
    {
        Begin();
        var bytes = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _bytes.Advance(Encoding.UTF8.GetBytes(text, bytes));
        return _bytes.WrittenSpan;
    }

    /// <summary>The value that was written since.</summary>
    public ReadOnlySpan<byte> End()
    {
        Json.Flush();
        return _bytes.WrittenSpan;
    }
}
