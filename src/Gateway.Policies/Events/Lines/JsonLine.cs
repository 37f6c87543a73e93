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
        Span<char> clean = stackalloc char[MaxTextLength];
        var length = Math.Min(value.Length, MaxTextLength);
        for (var i = 0; i < length; i++)
        {
            var c = value[i];
            // A surrogate without its other half is no text: a strict reader would refuse the whole record.
            var paired = char.IsHighSurrogate(c) ? i + 1 < length && char.IsLowSurrogate(value[i + 1])
                : !char.IsLowSurrogate(c) || (i > 0 && char.IsHighSurrogate(clean[i - 1]));
            clean[i] = paired ? c : '\uFFFD';
        }

        if (value.Length > MaxTextLength)
        {
            if (char.IsHighSurrogate(clean[MaxTextLength - 2])) clean[MaxTextLength - 2] = '\uFFFD';
            clean[MaxTextLength - 1] = '…';
        }

        _json.WriteString(name, clean[..length]);
    }

    /// <summary>A number; a null one is left out.</summary>
    public void Number(JsonEncodedText name, long? value)
    {
        if (value is { } number) _json.WriteNumber(name, number);
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
