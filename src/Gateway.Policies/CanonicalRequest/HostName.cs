using System.Buffers;
using Gateway.Policies.Networking;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>Reads "host[:port]" (RFC 9110 section 7.2) strictly: letters, digits, '-', '_' and '.', or a v6 address in brackets.</summary>
internal static class HostName
{
    private const int MaxLength = 255;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <param name="authority">What the client sent.</param>
    /// <param name="name">The name in lower case without trailing dot, or the address in its shortest form.</param>
    /// <param name="port">The port; null when there is none.</param>
    public static bool TryParse(string authority, out string name, out int? port)
    {
        name = "";
        port = null;
        if (authority.Length is 0 or > MaxLength + 6) return false;
        var host = authority.AsSpan();
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && colon > host.LastIndexOf(']'))
        {
            if (!TryParsePort(host[(colon + 1)..], out port)) return false;
            host = host[..colon];
        }

        return host is ['[', .., ']'] ? TryParseAddress(host[1..^1], out name) : TryParseName(host, out name);
    }

    private static bool TryParseName(ReadOnlySpan<char> host, out string name)
    {
        name = "";
        if (host is [.., '.']) host = host[..^1];
        if (host.IsEmpty || host.Length > MaxLength || host[0] == '.' || host.IndexOf("..") >= 0) return false;
        if (host.IndexOfAnyExcept(NameCharacters) >= 0 || host[^1] == '.') return false;
        name = string.Create(host.Length, host, static (target, source) => source.ToLowerInvariant(target));
        return true;
    }

    private static bool TryParseAddress(ReadOnlySpan<char> text, out string name)
    {
        name = "";
        if (!AddressText.TryParseV6(text, out var address)) return false;
        name = $"[{address}]";
        return true;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out int? port)
    {
        var valid = WholeNumber.TryParse<ushort>(text, out var number) && number > 0;
        port = valid ? number : null;
        return valid;
    }
}
