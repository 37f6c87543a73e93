namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// A parameter of the raw query string. Found and cut out without decoding the rest, so that what is forwarded is byte for byte the
/// canonical query that was authorised, less the key.
/// </summary>
/// <param name="Start">Where the first occurrence begins, behind its '?' or '&amp;'.</param>
/// <param name="End">Where it ends, before the next '&amp;'.</param>
/// <param name="Count">How often the parameter occurs; 2 stands for "more than once".</param>
internal readonly record struct QueryKey(int Start, int End, int Count)
{
    public static QueryKey Find(string? query, string name)
    {
        QueryKey found = default;
        if (string.IsNullOrEmpty(query)) return found;
        for (var start = 1; start <= query.Length;)
        {
            var length = query.AsSpan(start).IndexOf('&');
            var end = length < 0 ? query.Length : start + length;
            if (IsNamed(query.AsSpan(start, end - start), name))
            {
                if (found.Count > 0) return found with { Count = 2 };
                found = new(start, end, 1);
            }

            start = end + 1;
        }

        return found;
    }

    /// <summary>What follows the '='; empty without one. Not decoded: the characters of a key need no encoding.</summary>
    public string Value(string query)
    {
        var pair = query.AsSpan(Start, End - Start);
        var equals = pair.IndexOf('=');
        return equals < 0 ? "" : pair[(equals + 1)..].ToString();
    }

    /// <summary>The query without this occurrence and without the '&amp;' that joined it to its neighbour.</summary>
    public string Cut(string query)
    {
        var rest = End < query.Length ? query.Remove(Start, End + 1 - Start) : query[..(Start - 1)];
        return rest is "?" ? "" : rest;
    }

    private static bool IsNamed(ReadOnlySpan<char> pair, string name) =>
        pair.StartsWith(name, StringComparison.Ordinal) && (pair.Length == name.Length || pair[name.Length] == '=');
}
