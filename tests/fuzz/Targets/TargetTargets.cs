using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Forwarding;

namespace Gateway.Fuzz.Targets;

/// <summary>Paths and queries: of requests, and of what is sent to backends.</summary>
internal static class TargetTargets
{
    private static readonly Grammar Paths = new(
        ("path", ["/", "<segments>", "<segments>/"]),
        ("segments", ["/a", "/<segment>", "/<segment><segments>", "/<segment><segments>"]),
        ("segment", ["a", "orders", "<piece>", "<piece><piece>", "<piece><piece><piece>", ""]),
        ("piece", ["x", "Z9", ".", "..", ";", ";v=1", "~", "+", "@", ":", "&", "=", "$", "!", " ", "%20", "%41", "%7e", "%25", "%", "%2", "%2F", "%2f", "%5c", "%2e", "%3b", "%3F", "%23",
            "%00", "%0a", "%7f", "%c3%a9", "%C3%A9", "%f0%9f%98%80", "<odd>"]),
        ("odd", ["%c0%af", "%ed%a0%80", "%ef%bc%8f", "%e2%80%a5", "%ef%b8%b0", "%e2%80%a6", "%e2%84%80", "%ef%bc%9f", "%ef%b8%94", "%c2%80", "\\", "?", "#", "[", "\"", "\u00e9", "%25%32%46", "%252F", "%25%", "2F"]));

    private static readonly Grammar Queries = new(
        ("query", ["", "<pair>", "<pair>&<query>", "<pair>&<query>", "&<query>"]),
        ("pair", ["a=1", "<name>=<value>", "<name>", "=<value>", "<name>=<value>=<value>"]),
        ("name", ["a", "filter[name]", "%61", "key", "<piece>"]),
        ("value", ["1", "<piece>", "<piece><piece>", "<piece><piece><piece>"]),
        ("piece", ["x", "+", "%20", "%26", "%3d", "%3D", "%23", "%0a", "%0D", "%09", "%00", "%7F", "%7e", "%41", "%", "%2", "%c3%a9", "%c0%af", "%ed%a0%80", "%c2%85", "<", ">", "\"", "|", "^", "`", "{", "}", "\\",
            "#", " ", "\u00e9", "?", "/", "'", ";", "[", "]", "%5B", "%25", "%252F"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "path", "idempotent; decodes and encodes back; same octets; what a careless backend makes of it has no dot or empty segment",
            [typeof(PathCanonicalizer), typeof(PathSegments), typeof(PathEncoding), typeof(Percent), typeof(LookAlikes)], Paths,
            ["/", "/orders/42", "/a%20b/%c3%a9", "/a;v=1/b", "/a%2Fb", "/%41", "/50%25off", "/a/../b"], static b => Path(Inputs.Latin(b))),
        FuzzTarget.Of(
            "query", "idempotent; same octets between the same delimiters; only allowed characters come out",
            [typeof(QueryCanonicalizer)], Queries, ["", "a=1&b=2", "q=a%20b+c", "filter[x]=%7B1%7d", "q=<a>|b", "x=%0d%0A"], static b => Query(Inputs.Latin(b))),
        FuzzTarget.Of(
            "outgoing-target", "what is sent is canonical and leads to the destination",
            [typeof(OutgoingTarget)], Paths, ["/orders/42", "/a b", "/a%2Fb", "/\u00e9", "/..", "/a//b", "/%41"], static b => Outgoing(Inputs.Wide(b))),
    ];

    private static string Path(string raw)
    {
        if (PathCanonicalizer.Canonicalize(raw, out var rewritten, out var traits) is { } rejection)
        {
            Oracle.Holds(rewritten is null && rejection.Status is 400, "a refused path is a 400 and has no canonical form");
            return rejection.Reason;
        }

        var path = rewritten ?? raw;
        Oracle.Holds(PathCanonicalizer.Canonicalize(path, out var again, out var traitsAgain) is null && again is null, "a canonical path is canonical", path);
        Oracle.Same(traits, traitsAgain, "the traits of a canonical path stay");
        Oracle.Holds(path.Length <= raw.Length, "a canonical path is not longer", path);
        Oracle.Holds(CarelessPath.Decode(raw).AsSpan().SequenceEqual(CarelessPath.Decode(path)), "a canonical path has the octets that came", path);
        if (CarelessPath.Danger(path) is { } danger) Oracle.Holds(false, $"in an accepted path, {danger}", path);
        var decoded = PathEncoding.Decode(path);
        Oracle.Same(path, PathEncoding.Encode(decoded, (traits & PathTraits.EncodedSlash) != PathTraits.None), "a decoded path encodes back");
        if (traits is PathTraits.None) Oracle.Same(path, new Uri("http://h" + path).AbsolutePath, "System.Uri reads the same path");
        return $"{traits} {(rewritten is null ? "as it came" : "rewritten")} {Math.Min(4, path.Count('/'))} {decoded != path}";
    }

    private static string Query(string raw)
    {
        if (QueryCanonicalizer.Canonicalize(raw, out var rewritten) is { } rejection) return rejection.Reason;
        var query = rewritten ?? raw;
        Oracle.Holds(QueryCanonicalizer.Canonicalize(query, out var again) is null && again is null, "a canonical query is canonical", query);
        Oracle.Holds(query.Length <= raw.Length * 3, "a canonical query is at most three times as long");
        Oracle.SameList(Octets(raw), Octets(query), "a canonical query has the octets that came between the delimiters that came");
        Oracle.Holds(query.All(static c => char.IsAsciiLetterOrDigit(c) || "/?-._~!$&'()*+,=:@;[]%".Contains(c, StringComparison.Ordinal)), "a canonical query has only the characters that it may have", query);
        return $"{(rewritten is null ? "as it came" : "rewritten")} {Math.Min(4, query.Count('&'))} {Math.Min(2, query.Count('%'))}";
    }

    // Delimiters and their encoded forms differ, so they are kept apart before decoding.
    private static List<string> Octets(string query) =>
        [.. query.Split('&').SelectMany(static p => p.Split('=')).Select(static p => Convert.ToHexString(CarelessPath.Decode(p)))];

    private static string Outgoing(string text)
    {
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (text, "") : (text[..mark], text[mark..]);
        var outcome = "";
        foreach (var prefix in (string[])["http://backend:8080", "http://backend:8080/base/", "https://backend"])
        {
            foreach (var slash in (bool[])[false, true])
            {
                if (OutgoingTarget.Build(prefix, path, query, slash, out var uri) is { } rejection)
                {
                    Oracle.Same("outgoing-target", rejection.Reason, "what may not be sent has one reason");
                    outcome += rejection.Note + " ";
                    continue;
                }

                var sent = uri!.PathAndQuery;
                Oracle.Same(new Uri(prefix).Authority, uri.Authority, "the destination is the configured one");
                Oracle.Holds(sent.All(static c => c is > ' ' and <= '~') && !sent.Contains('#', StringComparison.Ordinal), "what is sent can stand in a request line", sent);
                if (CarelessPath.Danger(sent.Split('?')[0]) is { } danger) Oracle.Holds(false, $"in a path that is sent, {danger}", sent);
                Oracle.Holds(slash || !sent.Split('?')[0].Contains("%2F", StringComparison.OrdinalIgnoreCase), "an encoded slash is sent only where it is allowed", sent);
                Oracle.Holds(OutgoingTarget.CheckCustom(uri, slash) is null, "what is sent is canonical", sent);
                outcome += "sent ";
            }
        }

        return outcome;
    }
}
