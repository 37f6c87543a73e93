using System.Text;
using System.Text.RegularExpressions;
using Gateway.SecLang.Tests.Support;

namespace Gateway.IntegrationTests.Waf.Crs;

/// <summary>The bytes that are sent for a stage.</summary>
internal static partial class SuiteRequest
{
    /// <summary>The hosts that the requests name, as far as they are such; whose names a gateway serves is up to its configuration.</summary>
    public static IEnumerable<string> Hosts(IEnumerable<CoreRuleSetTest> tests) => tests
        .SelectMany(static t => t.Stages)
        .Select(static s => Encoding.Latin1.GetString(s.Request.Head.Header("Host"u8) ?? []).Split(':')[0])
        .Where(static h => HostName().IsMatch(h))
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Those of the file, except that multipart bodies have CR CR LF there where CR LF is meant: whoever made it turned each LF into CR LF, also the ones that had it already.
    /// </summary>
    public static byte[] Of(CoreRuleSetStage stage)
    {
        var text = Encoding.Latin1.GetString(stage.Bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !text.AsSpan(end).Contains("\r\r\n", StringComparison.Ordinal)) return stage.Bytes;
        var (head, body) = (text[..(end + 4)], text[(end + 4)..]);
        var mended = body.Replace("\r\r\n", "\r\n", StringComparison.Ordinal);
        if (!head.Contains("multipart/", StringComparison.OrdinalIgnoreCase)) return stage.Bytes;
        return Encoding.Latin1.GetBytes(head.Replace($"Content-Length: {body.Length}\r\n", $"Content-Length: {mended.Length}\r\n", StringComparison.OrdinalIgnoreCase) + mended);
    }

    [GeneratedRegex(@"\A[a-z0-9-]+(\.[a-z0-9-]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostName();
}
