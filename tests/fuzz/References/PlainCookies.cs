namespace Gateway.Fuzz.References;

/// <summary>The values of a cookie in the order of RFC 6265 section 5.4's cookie-string.</summary>
internal static class PlainCookies
{
    public static List<string> Values(IEnumerable<string> lines, string name) =>
    [
        .. lines.SelectMany(static l => l.Split(';')).Select(static p => p.Split('=', 2)).Where(p => p.Length == 2 && p[0].Trim(' ', '\t') == name).Select(static p => p[1].Trim(' ', '\t')).Where(static v => v.Length > 0),
    ];
}
