using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>A part of the query between two "&amp;", as it is written.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">What follows the first "=".</param>
/// <param name="Target">The parameter that it belongs to; negative for none.</param>
internal readonly record struct QueryPair(Range Name, Range Value, int Target)
{
    private const int MaxShown = 64;
    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]");

    /// <summary>The query as it is written, without its "?".</summary>
    public static ReadOnlySpan<char> TextOf(HttpRequest request) => request.QueryString.Value is ['?', ..] text ? text.AsSpan(1) : default;

    /// <summary>Cuts a query, given without its "?", or a form; empty parts are none.</summary>
    public static void Read(ReadOnlySpan<char> text, List<QueryPair> pairs)
    {
        pairs.Clear();
        foreach (var part in text.Split('&'))
        {
            var (from, to) = (part.Start.Value, part.End.Value);
            if (from == to) continue;
            var equals = text[from..to].IndexOf('=');
            var end = equals < 0 ? to : from + equals;
            pairs.Add(new(new Range(from, end), new Range(equals < 0 ? to : end + 1, to), -1));
        }
    }

    /// <summary>A stranger's name as events may have it: short and of harmless characters; null for others.</summary>
    public static string? ShownName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxShown && name.IndexOfAnyExcept(Harmless) < 0 ? name.ToString() : null;

    /// <summary>A name or value decoded: "+" is a blank in queries as forms write them.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') < 0) return text.ToString();
        return Uri.UnescapeDataString(text.Contains('+') ? text.ToString().Replace('+', ' ') : text.ToString());
    }
}
