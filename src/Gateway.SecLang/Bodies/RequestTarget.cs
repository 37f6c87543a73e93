namespace Gateway.SecLang.Bodies;

/// <summary>
/// The target of a request line in its parts. REQUEST_URI and QUERY_STRING show them undecoded; REQUEST_FILENAME and REQUEST_BASENAME show the path decoded once,
/// as Apache, libmodsecurity and Coraza have it when rules of phase 2 look: several rules count on it and do not decode.
/// </summary>
internal readonly ref struct RequestTarget
{
    private RequestTarget(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, bool hasQuery)
    {
        Uri = uri;
        Path = path;
        Query = query;
        HasQuery = hasQuery;
    }

    /// <summary>Path and query, without scheme, host and fragment.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    public ReadOnlySpan<byte> Path { get; }

    public ReadOnlySpan<byte> Query { get; }

    /// <summary>Whether there is a question mark: an empty query is a query.</summary>
    public bool HasQuery { get; }

    /// <summary>What stands behind the last slash of either kind.</summary>
    public static ReadOnlySpan<byte> Basename(ReadOnlySpan<byte> path) => path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];

    public static RequestTarget Parse(ReadOnlySpan<byte> raw)
    {
        var uri = raw[AuthorityLength(raw)..];
        var fragment = uri.IndexOf((byte)'#');
        if (fragment >= 0) uri = uri[..fragment];
        var mark = uri.IndexOf((byte)'?');
        var path = mark < 0 ? uri : uri[..mark];
        // RFC 9112 §3.2.2: an absolute form without a path means the root.
        if (path.IsEmpty && raw.Length > uri.Length) path = "/"u8;
        return new RequestTarget(uri.IsEmpty ? path : uri, path, mark < 0 ? default : uri[(mark + 1)..], mark >= 0);
    }

    /// <summary>The length of <c>scheme://host</c> of the absolute form; 0 for other forms.</summary>
    private static int AuthorityLength(ReadOnlySpan<byte> raw)
    {
        var colon = raw.IndexOf("://"u8);
        if (colon <= 0 || raw[..colon].IndexOfAny("/?#"u8) >= 0) return 0;
        var rest = raw[(colon + 3)..];
        var end = rest.IndexOfAny("/?#"u8);
        return end < 0 ? raw.Length : colon + 3 + end;
    }
}
