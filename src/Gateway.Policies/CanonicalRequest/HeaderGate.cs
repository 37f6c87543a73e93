using System.Buffers;
using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// One pass over the header fields: names are tokens, values are visible ASCII, fields that decide something stand once, and what only
/// the gateway may say to a backend is removed (<see cref="HeaderHygiene"/>).
/// </summary>
internal sealed class HeaderGate(HeaderHygiene hygiene, IEnumerable<string> extraSingletons, UnderscoreHandling underscores)
{
    // RFC 9110 section 5.6.2 without '_'.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Field content without obs-text: a UTF-8 value fails in the HTTP client and would count as a failure of the backend.
    internal static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("\t" + string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)));

    private readonly FrozenSet<string> _singletons = SingletonFields.With(extraSingletons);

    public Rejection? Inspect(IHeaderDictionary headers, bool trustedPeer)
    {
        using var fields = HeaderSnapshot.Take(headers);
        foreach (ref readonly var field in fields.Fields)
        {
            if (CheckName(field.Key, out var underscore) is { } name) return name;
            if (CheckValues(field) is { } value) return value;
            if (underscore ? underscores is UnderscoreHandling.Drop : hygiene.Removes(field.Key, trustedPeer)) headers.Remove(field.Key);
        }

        return null;
    }

    private Rejection? CheckName(string name, out bool underscore)
    {
        underscore = false;
        if (name.Length == 0) return CanonicalRejections.HeaderName;
        var text = name.AsSpan();
        for (var odd = text.IndexOfAnyExcept(NameCharacters); odd >= 0; odd = text.IndexOfAnyExcept(NameCharacters))
        {
            if (text[odd] != '_') return CanonicalRejections.HeaderName;
            underscore = true;
            text = text[(odd + 1)..];
        }

        return underscore && underscores is UnderscoreHandling.Reject ? CanonicalRejections.HeaderUnderscore : null;
    }

    private Rejection? CheckValues(in KeyValuePair<string, StringValues> field)
    {
        if (field.Value.Count > 1 && _singletons.Contains(field.Key)) return CanonicalRejections.HeaderRepeated;
        foreach (var value in field.Value)
        {
            if (value.AsSpan().IndexOfAnyExcept(ValueCharacters) >= 0) return CanonicalRejections.HeaderValue;
        }

        return null;
    }
}
