namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>
/// Where we differ from libinjection on purpose, always by finding more; <see cref="DeviationTests"/> shows examples.
/// Closing tags: after <c>&lt;/a &gt;</c> it takes the next tag for a closing one, too, and misses a <c>&lt;script&gt;</c>.
/// Byte 0xFF: it takes it between attributes for the end of the text and misses what follows.
/// </summary>
internal static class Deviations
{
    public static bool ExplainXss(string value, bool ours) => ours && (value.Contains('\xFF') || value.Contains("</", StringComparison.Ordinal));
}
