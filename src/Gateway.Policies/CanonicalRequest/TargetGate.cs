using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Makes path and query canonical, starting from the bytes the client sent: what the server shows as path is already decoded, has lost
/// its dot segments, and cannot tell "%2F" from "%252F". Afterwards <see cref="HttpRequest.Path"/>, <see cref="HttpRequest.QueryString"/>
/// and <see cref="IHttpRequestFeature.RawTarget"/> say the same.
/// </summary>
internal sealed class TargetGate(HostGate hosts, PathTraits allowed, int maxLength)
{
    private const string SchemeEnd = "://";

    public Rejection? Inspect(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var target = feature.RawTarget;
        if (target.Length == 0) return CanonicalRejections.TargetForm;
        if (target.Length > maxLength) return CanonicalRejections.TargetLength;
        if (target[0] == '/') return Canonicalize(context, feature, target, target);
        return OriginForm(context.Request, target, out var origin) ?? Canonicalize(context, feature, target, origin);
    }

    private Rejection? Canonicalize(HttpContext context, IHttpRequestFeature feature, string target, ReadOnlySpan<char> origin)
    {
        var mark = origin.IndexOf('?');
        var rawPath = mark < 0 ? origin : origin[..mark];
        var rawQuery = mark < 0 ? default : origin[(mark + 1)..];
        if (PathCanonicalizer.Canonicalize(rawPath, out var path, out var traits) is { } badPath) return badPath;
        if (traits.Beyond(allowed) is { } notAllowed) return notAllowed;
        if (QueryCanonicalizer.Canonicalize(rawQuery, out var query) is { } badQuery) return badQuery;

        var canonicalPath = path is null ? rawPath : path;
        var canonicalQuery = query is null ? rawQuery : query;
        SetPath(feature, canonicalPath);
        SetQuery(feature, canonicalQuery, mark >= 0);
        if (path is not null || query is not null || origin.Length != target.Length)
        {
            feature.RawTarget = mark < 0 ? canonicalPath.ToString() : string.Concat(canonicalPath, "?", canonicalQuery);
        }

        if (traits != PathTraits.None) context.Features.Set(new CanonicalTarget(traits));
        return null;
    }

    private static void SetPath(IHttpRequestFeature feature, ReadOnlySpan<char> canonical)
    {
        if (canonical.SequenceEqual(feature.Path)) return;
        feature.Path = canonical.Contains('%') ? PathEncoding.Decode(canonical) : canonical.ToString();
    }

    private static void SetQuery(IHttpRequestFeature feature, ReadOnlySpan<char> canonical, bool present)
    {
        var current = feature.QueryString.AsSpan();
        if (present ? current is ['?', ..] && current[1..].SequenceEqual(canonical) : current.IsEmpty) return;
        feature.QueryString = present ? string.Concat("?", canonical) : "";
    }

    // "GET https://our.host/path": allowed by RFC 9112 section 3.2.2 when scheme and host are those of the connection and the Host field.
    private Rejection? OriginForm(HttpRequest request, string target, out ReadOnlySpan<char> origin)
    {
        origin = "/";
        var schemeEnd = target.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (schemeEnd <= 0) return CanonicalRejections.TargetForm;
        if (!target.AsSpan(0, schemeEnd).Equals(request.Scheme, StringComparison.OrdinalIgnoreCase)) return CanonicalRejections.TargetScheme;
        var rest = target.AsSpan(schemeEnd + SchemeEnd.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        if (!hosts.TryCanonicalize(authority.ToString(), out var canonical) || canonical != request.Headers.Host)
        {
            return CanonicalRejections.TargetAuthority;
        }

        if (end >= 0) origin = rest[end] == '/' ? rest[end..] : string.Concat("/", rest[end..]);
        return null;
    }
}
