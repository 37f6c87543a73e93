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
    private static readonly SearchValues<char> UsualNameCharacters =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110 section 5.6.2: what a name may have beside those.
    private static readonly SearchValues<char> OddNameCharacters = SearchValues.Create("_!#$%&'*+.^`|~");

    // Field content without obs-text: a UTF-8 value fails in the HTTP client and would count as a failure of the backend.
    internal static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("\t" + string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)));

    private readonly FrozenSet<string> _singletons = SingletonFields.With(extraSingletons);

    public Rejection? Inspect(IHeaderDictionary headers, bool trustedPeer)
    {
        using var fields = HeaderSnapshot.Take(headers);
        foreach (ref readonly var field in fields.Fields)
        {
            var isOdd = field.Key.AsSpan().ContainsAnyExcept(UsualNameCharacters);
            if (CheckName(field.Key, isOdd) is { } name) return name;
            if (CheckValues(field) is { } value) return value;
            if (isOdd ? RemovesOdd(field.Key, trustedPeer) : hygiene.Removes(field.Key, trustedPeer)) headers.Remove(field.Key);
        }

        return null;
    }

    private Rejection? CheckName(string name, bool isOdd)
    {
        if (name.Length == 0) return CanonicalRejections.HeaderName;
        if (!isOdd) return null;
        foreach (var c in name)
            if (!UsualNameCharacters.Contains(c) && !OddNameCharacters.Contains(c)) return CanonicalRejections.HeaderName;
        return underscores is UnderscoreHandling.Reject && name.Contains('_', StringComparison.Ordinal) ? CanonicalRejections.HeaderUnderscore : null;
    }

    // Backends that make variables of names (CGI, FastCGI, PHP) turn '_', and some every other sign as well, into what '-' becomes:
    // X_User and X.User are X-User there, also where names with '_' are otherwise let through.
    private bool RemovesOdd(string name, bool trustedPeer) =>
        (underscores is UnderscoreHandling.Drop && name.Contains('_', StringComparison.Ordinal)) || hygiene.Removes(AsRead(name), trustedPeer);

    private static string AsRead(string name) => string.Create(name.Length, name, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++) target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '-';
    });

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
