using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// The path and query that a backend gets: base path of the destination, transformed path, query. They pass the rules of the gate
/// again, because a transform can make "/../admin" of "/api../admin". <see cref="Uri"/> is told to leave them alone: it would be one more
/// parser with its own idea of the canonical form, after authorization.
/// </summary>
internal static class OutgoingTarget
{
    private const string SchemeEnd = "://";

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="prefix">Scheme, authority and base path of the destination.</param>
    /// <param name="path">The decoded path after all transforms; empty or with a leading '/'.</param>
    /// <param name="query">The query after all transforms; empty or with a leading '?'.</param>
    /// <param name="encodedSlash">The inbound path has "%2F" and the cluster's profile allows it.</param>
    /// <param name="uri">The address to send to.</param>
    /// <returns>Null, or why nothing may be sent.</returns>
    public static Rejection? Build(string prefix, string path, string query, bool encodedSlash, out Uri? uri)
    {
        uri = null;
        if (!TryFindPath(prefix, out var authorityEnd)) return Refuse("destination");
        var basePath = prefix.AsSpan(authorityEnd).TrimEnd('/');
        var encoded = PathEncoding.Encode(path, encodedSlash);
        if (basePath.IsEmpty && encoded.Length == 0) encoded = "/";
        var text = string.Concat(prefix.AsSpan(0, authorityEnd), basePath, encoded, query);
        var pathLength = basePath.Length + encoded.Length;
        if (Check(text.AsSpan(authorityEnd, pathLength), query, encodedSlash, out var newPath, out var newQuery) is { } rejection) return rejection;
        if (newPath is not null || newQuery is not null)
        {
            text = string.Concat(
                text.AsSpan(0, authorityEnd), newPath ?? text.AsSpan(authorityEnd, pathLength), newQuery is null ? query : string.Concat("?", newQuery));
        }

        return Uri.TryCreate(text, Verbatim, out uri) ? null : Refuse("destination");
    }

    /// <summary>Checks an address that a transform has set itself. It has to be canonical as it is.</summary>
    public static Rejection? CheckCustom(Uri uri, bool encodedSlash)
    {
        var target = uri.PathAndQuery.AsSpan();
        var mark = target.IndexOf('?');
        var path = mark < 0 ? target : target[..mark];
        var query = mark < 0 ? default : target[mark..];
        return Check(path, query, encodedSlash, out var newPath, out var newQuery)
            ?? (newPath is null && newQuery is null ? null : Refuse("spelling"));
    }

    private static Rejection? Check(
        ReadOnlySpan<char> path, ReadOnlySpan<char> query, bool encodedSlash, out string? newPath, out string? newQuery)
    {
        newQuery = null;

        // ';' was refused at the gate unless the cluster allows it, so one that is here is allowed or comes from the configuration.
        var allowed = PathTraits.Semicolon | (encodedSlash ? PathTraits.EncodedSlash : PathTraits.None);
        var inner = PathCanonicalizer.Canonicalize(path, out newPath, out var traits) ?? traits.Beyond(allowed);
        if (inner is null && query is ['?', ..]) inner = QueryCanonicalizer.Canonicalize(query[1..], out newQuery);
        return inner is null ? null : Refuse(inner.Reason);
    }

    private static bool TryFindPath(string prefix, out int authorityEnd)
    {
        authorityEnd = 0;
        var start = prefix.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (start < 0) return false;
        var slash = prefix.IndexOf('/', start + SchemeEnd.Length);
        authorityEnd = slash < 0 ? prefix.Length : slash;
        return true;
    }

    private static Rejection Refuse(string why) => new() { Status = 400, Title = "Bad request", Reason = "outgoing-target", Note = why };
}
