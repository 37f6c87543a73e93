using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Policies.RequestLimits.Json;

/// <summary>
/// Holds a JSON text against RFC 8259 and the limits in one pass, building nothing. What parsers disagree about (duplicate names,
/// comments, trailing commas, BOM, NaN, lone surrogates) is not JSON here.
/// </summary>
internal static class JsonStructureScanner
{
    public static JsonVerdict Scan(ReadOnlySpan<byte> json, JsonLimits limits)
    {
        // Utf8JsonReader leaves the inside of strings unchecked until they are read.
        if (!Utf8.IsValid(json)) return JsonVerdict.Malformed;

        var names = new MemberNames(json);
        try
        {
            // One level more, so that too deep is our verdict and not a syntax error.
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
            return Scan(ref reader, ref names, limits);
        }
        catch (JsonException)
        {
            return JsonVerdict.Malformed;
        }
        finally
        {
            names.Dispose();
        }
    }

    private static JsonVerdict Scan(scoped ref Utf8JsonReader reader, scoped ref MemberNames names, JsonLimits limits)
    {
        Span<Container> open = stackalloc Container[limits.MaxDepth];
        var depth = 0;
        while (reader.Read())
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                if (token is JsonTokenType.EndObject) names.Forget(open[depth - 1].NamesBefore);
                depth--;
                continue;
            }

            if (token is JsonTokenType.PropertyName)
            {
                ref var owner = ref open[depth - 1];
                if (++owner.Count > limits.MaxMembers) return JsonVerdict.TooManyMembers;
                if (CheckName(ref reader, ref names, owner.NamesBefore, limits) is var verdict and not JsonVerdict.Valid) return verdict;
                continue;
            }

            if (depth > 0 && open[depth - 1].IsArray && ++open[depth - 1].Count > limits.MaxElements) return JsonVerdict.TooManyElements;
            if (token is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (depth == limits.MaxDepth) return JsonVerdict.TooDeep;
                open[depth++] = new Container { IsArray = token is JsonTokenType.StartArray, NamesBefore = names.Count };
            }
            else if (CheckScalar(ref reader, token, limits) is var verdict and not JsonVerdict.Valid)
            {
                return verdict;
            }
        }

        return JsonVerdict.Valid;
    }

    private static JsonVerdict CheckName(scoped ref Utf8JsonReader reader, scoped ref MemberNames names, int owner, JsonLimits limits)
    {
        if (reader.ValueSpan.Length > limits.MaxNameBytes) return JsonVerdict.NameTooLong;
        if (reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(reader.ValueSpan)) return JsonVerdict.Malformed;
        return limits.AllowDuplicateMembers || names.TryAdd(ref reader, owner) ? JsonVerdict.Valid : JsonVerdict.DuplicateMember;
    }

    private static JsonVerdict CheckScalar(scoped ref Utf8JsonReader reader, JsonTokenType token, JsonLimits limits)
    {
        if (token is JsonTokenType.Number)
            return reader.ValueSpan.Length > limits.MaxNumberBytes ? JsonVerdict.NumberTooLong : JsonVerdict.Valid;
        if (token is not JsonTokenType.String) return JsonVerdict.Valid;
        if (reader.ValueSpan.Length > limits.MaxStringBytes) return JsonVerdict.StringTooLong;
        return reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(reader.ValueSpan) ? JsonVerdict.Malformed : JsonVerdict.Valid;
    }

    private struct Container
    {
        public bool IsArray;
        public int Count;
        public int NamesBefore;
    }
}
