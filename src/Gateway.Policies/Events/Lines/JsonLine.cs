using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Gateway.Policies.Events.Lines;

/// <summary>
/// Writes one JSON object as one line. Values come from clients: they are cut at a bound, and everything outside printable ASCII is
/// escaped, so that no value can end a line, colour a terminal or start a record of its own (CWE-117). Never throws because of a value.
/// </summary>
internal sealed class JsonLine : IDisposable
{
    /// <summary>The most characters that a text value has; the last one is "…" when it was longer.</summary>
    internal const int MaxTextLength = 256;

    // The default encoder escapes control characters, U+2028, U+2029 and all else that is not basic Latin.
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });
    private IBufferWriter<byte>? _target;

    /// <summary>Shortens a text that would wait in a queue, so that a queue's memory is bounded by its number of records.</summary>
    internal static string? Bound(string? value) =>
        value is null || value.Length <= MaxTextLength ? value : string.Concat(value.AsSpan(0, MaxTextLength - 1), "…");

    public void Begin(IBufferWriter<byte> target)
    {
        _target = target;
        _json.Reset(target);
        _json.WriteStartObject();
    }

    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _target!.Write("\n"u8);
    }

    /// <summary>A text; a null one is left out.</summary>
    public void Text(JsonEncodedText name, string? value)
    {
        if (value is null) return;
        if (value.Length <= MaxTextLength)
        {
            _json.WriteString(name, value);
            return;
        }

        // A pair torn by the cut leaves half a character; the encoder writes U+FFFD for it, as for any lone surrogate.
        Span<char> cut = stackalloc char[MaxTextLength];
        value.AsSpan(0, MaxTextLength - 1).CopyTo(cut);
        cut[MaxTextLength - 1] = '…';
        _json.WriteString(name, cut);
    }

    /// <summary>A number; a null one is left out.</summary>
    public void Number(JsonEncodedText name, long? value)
    {
        if (value is { } number) _json.WriteNumber(name, number);
    }

    /// <summary>An object of its own; a null one is left out.</summary>
    public void Facts(EventFacts? facts)
    {
        if (facts is null) return;
        _json.WriteStartObject(facts.Name);
        facts.Write(_json);
        _json.WriteEndObject();
    }

    public void Flag(JsonEncodedText name, bool value) => _json.WriteBoolean(name, value);

    /// <summary>Milliseconds with three decimals.</summary>
    public void Milliseconds(JsonEncodedText name, TimeSpan value) => _json.WriteNumber(name, Math.Round((decimal)value.TotalMilliseconds, 3));

    /// <summary>An address in its usual text form; a null one is left out.</summary>
    public void Address(JsonEncodedText name, IPAddress? value)
    {
        Span<char> text = stackalloc char[64];
        if (value is not null && value.TryFormat(text, out var length)) _json.WriteString(name, text[..length]);
    }

    /// <summary>A moment as ISO 8601 in UTC with milliseconds; a null one is left out.</summary>
    public void Time(JsonEncodedText name, DateTimeOffset? value)
    {
        if (value is not { } moment) return;
        Span<char> text = stackalloc char[32];
        moment.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
