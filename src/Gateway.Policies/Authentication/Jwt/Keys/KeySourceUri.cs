namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Which addresses keys may come from: whoever can change the answer can sign tokens, so plain http only where it never leaves the machine.</summary>
internal static class KeySourceUri
{
    public const string Allowed = "an absolute https address, or http on a loopback address, without user name or fragment";

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? Problem(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri)) return "no absolute address";
        if (uri.UserInfo.Length > 0) return "an address with a user name";
        if (uri.Fragment.Length > 0) return "an address with a fragment";
        if (uri.Scheme == Uri.UriSchemeHttps) return null;
        return uri.Scheme != Uri.UriSchemeHttp ? $"the scheme {uri.Scheme}" : uri.IsLoopback ? null : "plain http to another machine";
    }
}
