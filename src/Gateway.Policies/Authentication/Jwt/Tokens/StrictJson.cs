using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>
/// Reads a header or a payload so that every reader sees the same: one object, no member twice at any level, valid UTF-8, bounded depth
/// and members (RFC 8725 section 3.10 names what parsers otherwise disagree about).
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 32;
    private const int MaxMembers = 256;
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>The object, or null.</summary>
    public static JsonDocument? TryRead(byte[]? utf8)
    {
        if (utf8 is null || !Utf8.IsValid(utf8)) return null;
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.GetPropertyCount() <= MaxMembers) return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half of a surrogate pair.
        }

        document?.Dispose();
        return null;
    }

    /// <summary>A text member: false when it is there but no text.</summary>
    public static bool TryText(JsonElement json, string name, out string? value)
    {
        value = null;
        return !json.TryGetProperty(name, out var element) || TryText(element, out value);
    }

    public static bool TryText(JsonElement element, out string? value)
    {
        value = null;
        if (element.ValueKind is not JsonValueKind.String) return false;
        try
        {
            value = element.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: readers differ in what they make of it.
            return false;
        }
    }

    /// <summary>A NumericDate (RFC 7519 section 2) in whole seconds: false when it is there but anything else (text, fraction, exponent, negative).</summary>
    public static bool TrySeconds(JsonElement json, string name, out long? seconds)
    {
        seconds = null;
        if (!json.TryGetProperty(name, out var element)) return true;
        if (element.ValueKind is not JsonValueKind.Number || !element.TryGetInt64(out var value) || value is < 0 or >= FarFuture) return false;
        seconds = value;
        return true;
    }

    // 9999-01-01: later dates overflow DateTimeOffset once the skew is added.
    private const long FarFuture = 253_370_764_800;
}
