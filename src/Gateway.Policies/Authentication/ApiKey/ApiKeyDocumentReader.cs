using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Reads and writes the JSON of a key file, strictly: unknown and duplicate members are errors, as is a time without an offset.</summary>
internal static class ApiKeyDocumentReader
{
    /// <summary>A key file has at most so many bytes; 100,000 keys need about 30 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Times with an offset and nothing else: one without would mean something else on another machine.</summary>
    public static JsonConverter<DateTimeOffset> Times { get; } = new TimeWithOffset();

    /// <summary>What a tier looks like, for messages; as in the Tiers of a rate limit.</summary>
    public const string TierForm = "a letter or digit, then letters, digits, '.', '_' and '-', 64 in all";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { Times },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    public static byte[] Write(ApiKeyDocument document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, Options), (byte)'\n'];

    /// <summary>The document, or every problem that could be found, each as "(line,column): what" or "Keys[n]:Member: what".</summary>
    public static ApiKeyDocument? Read(ReadOnlySpan<byte> json, List<string> problems)
    {
        try
        {
            var document = JsonSerializer.Deserialize<ApiKeyDocument>(json, Options);
            if (document is null)
            {
                problems.Add("null instead of an object with Keys");
                return null;
            }

            Check(document, problems);
            return problems.Count == 0 ? document : null;
        }
        catch (JsonException error)
        {
            problems.Add(JsonProblem.IsEmpty(error)
                ? "an empty file"
                : $"({error.LineNumber + 1},{error.BytePositionInLine + 1}): {JsonProblem.Explain(error, Options, typeof(ApiKeyDocument), typeof(ApiKeyEntry))}");
            return null;
        }
    }

    /// <summary>One entry on one line, as it is kept in Redis.</summary>
    public static string WriteEntry(ApiKeyEntry entry) => JsonSerializer.Serialize(entry, OneLine);

    /// <summary>The entry, or null when it is none that this version can use.</summary>
    public static ApiKeyEntry? ReadEntry(string json)
    {
        try
        {
            var problems = new List<string>();
            if (JsonSerializer.Deserialize<ApiKeyEntry>(json, OneLine) is not { } entry) return null;
            Check(entry, "", problems);
            return problems.Count == 0 ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Check(ApiKeyDocument document, List<string> problems)
    {
        if (document.PepperCheck is { } check && !PepperCheck.IsForm(check))
            problems.Add($"PepperCheck: not {PepperCheck.Digits} lower-case hexadecimal digits");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < document.Keys.Count; i++)
        {
            if (document.Keys[i] is not { } entry)
            {
                problems.Add($"Keys[{i}]: null instead of a key");
                continue;
            }

            if (!Check(entry, $"Keys[{i}]:", problems)) continue;
            if (!ids.Add(entry.Id)) problems.Add($"Keys[{i}]:Id: {entry.Id} stands there twice");
        }
    }

    // False when there is no id that could stand there twice.
    private static bool Check(ApiKeyEntry entry, string at, List<string> problems)
    {
        var hasId = ApiKeyText.IsId(entry.Id);
        if (!hasId) problems.Add($"{at}Id: not {ApiKeyText.IdLength} letters and digits");
        if (ApiKeyHash.Parse(entry.Hash) is null) problems.Add($"{at}Hash: not 64 lower-case hexadecimal digits");
        if (!IsName(entry.Consumer)) problems.Add($"{at}Consumer: not 1 to 128 printable ASCII characters without spaces around them");
        if (entry.Tier is not null && !IsTier(entry.Tier)) problems.Add($"{at}Tier: not {TierForm}");
        if (!entry.Roles.All(IsName)) problems.Add($"{at}Roles: one is not 1 to 128 printable ASCII characters");
        if (!entry.Scopes.All(IsScope)) problems.Add($"{at}Scopes: one is not a scope (RFC 6749 section 3.3: printable ASCII without spaces, '\"' and '\\')");
        return hasId;
    }

    /// <summary>True for the name of a tier.</summary>
    public static bool IsTier(string tier) =>
        tier is { Length: >= 1 and <= 64 } && char.IsAsciiLetterOrDigit(tier[0]) && tier.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>True for a consumer or role name that can stand in a header and a log line.</summary>
    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= 128 } && name[0] != ' ' && name[^1] != ' ' && name.All(static c => c is >= ' ' and <= '~');

    /// <summary>RFC 6749 section 3.3: scope-token.</summary>
    public static bool IsScope(string? scope) =>
        scope is { Length: >= 1 and <= 128 } && scope.All(static c => c is > ' ' and <= '~' and not '"' and not '\\');

    private sealed class TimeWithOffset : JsonConverter<DateTimeOffset>
    {
        private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType is JsonTokenType.String ? reader.GetString()! : "";
            var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
            return hasOffset && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw new JsonException("Not a time with an offset such as 2027-01-31T00:00:00Z.");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
